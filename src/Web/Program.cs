using Overblik.Platform;
using Overblik.Web;

try
{
    if (await Verbs.Run(args)) return 0;
    var app = Portal.Build(args);
    await Portal.Prepare(app);
    await app.RunAsync();
    return 0;
}
catch (StartupException e)
{
    await Console.Error.WriteLineAsync("overblik: " + e.Message);
    return 1;
}

public partial class Program;
