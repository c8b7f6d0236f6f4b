using Overblik.Crash;
using Overblik.Platform;
using Overblik.Platform.Ports;
using Overblik.Web.Data;

// Arguments: the file to write to, then settings of the database. Works on the outbox until it is killed.
var builder = Host.CreateApplicationBuilder(args[1..]);
builder.Logging.ClearProviders();
builder.Environment.EnvironmentName = "Development";
builder.AddDatabase();
new PlatformModule().AddServices(builder);
builder.Services.AddSingleton<IOutboxHandler>(new Recorder(args[0]));
await builder.Build().RunAsync();
