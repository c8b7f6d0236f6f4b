using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.AccessLog;

/// <summary>Who looked at my data: the provable log behind <see cref="IAccessLog"/>.</summary>
public sealed class AccessLogModule : IModule
{
    public string Name => "access-log";

    public void AddServices(IHostApplicationBuilder app)
    {
        app.Services.AddSingleton<LogIdentity>();
        app.Services.AddSingleton<LastCheckpoint>();
        app.Services.AddSingleton<LineKeys>();
        app.Services.AddSingleton<ISealedRows, LineKeyRows>();
        app.Services.AddSingleton<Sequencer>();
        app.Services.AddSingleton<PersonIndexStore>();
        app.Services.AddSingleton<LogReader>();
        app.Services.AddSingleton<LogWriter>();
        app.Services.AddSingleton<IAccessLog>(provider => provider.GetRequiredService<LogWriter>());
        app.Services.AddSingleton<IKept, LogKept>();
        app.Services.AddHostedService(provider => provider.GetRequiredService<LogWriter>());
        app.Services.AddHostedService<CheckpointSigner>();
        app.Services.AddSingleton<WitnessPolicy>();
        app.Services.AddSingleton<BatchIntake>();
        app.Services.AddSingleton<Disclosure>();
        app.Services.AddSingleton<IndexBuilder>();
        if (NodeRoles.Read(app.Configuration) != NodeRole.Web)
        {
            app.Services.AddHostedService<Cosigning>();
            app.Services.AddHostedService(provider => provider.GetRequiredService<Disclosure>());
            app.Services.AddHostedService(provider => provider.GetRequiredService<IndexBuilder>());
        }
        app.Services.AddHostedService<Takeover>();
    }

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        LogEndpoints.Map(routes);
        Batches.Map(routes);
    }

    /// <summary>There is a log, and it is the one that this node has signed.</summary>
    public async Task Prepare(IServiceProvider services, CancellationToken cancellation)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<PlatformDb>>().CreateDbContextAsync(cancellation);
        await Sequencer.Begin(db, cancellation);
        services.GetRequiredService<WitnessPolicy>();
        var last = services.GetRequiredService<LastCheckpoint>();
        try { last.Begin(await last.Check(db, cancellation)); }
        catch (LogDoubtException e) { throw new StartupException(e.Message); }
    }
}
