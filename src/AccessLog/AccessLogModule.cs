using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.AccessLog;

/// <summary>Who looked at my data: for now the append-only table behind <see cref="IAccessLog"/>.</summary>
public sealed class AccessLogModule : IModule
{
    public string Name => "access-log";

    public void AddServices(IHostApplicationBuilder app)
    {
        app.Services.AddSingleton<LogWriter>();
        app.Services.AddSingleton<IAccessLog>(provider => provider.GetRequiredService<LogWriter>());
        app.Services.AddSingleton<IKept, LogKept>();
        app.Services.AddHostedService(provider => provider.GetRequiredService<LogWriter>());
    }
}
