using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.Ports;
using Overblik.Platform.Sharing;

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
        app.Services.AddSingleton(PlaceRange.Default);
        app.Services.AddSingleton<Sequencer>();
        app.Services.AddSingleton<PersonIndexStore>();
        app.Services.AddSingleton<LogReader>();
        app.Services.AddSingleton<LogLists>();
        app.Services.AddSingleton<LogWords>();
        app.Services.AddSingleton<Children>();
        app.Services.AddSingleton<LogShares>();
        app.Services.AddSingleton<IKept>(provider => provider.GetRequiredService<LogShares>());
        app.Services.AddSingleton<ISealedRows, SealedRows<SharedLog>>();
        app.Services.AddSingleton<IOutboxHandler>(provider => new ShareUpkeep<SharedLog>(provider.GetRequiredService<LogShares>(), provider.GetRequiredService<TimeProvider>()));
        app.Services.AddSingleton<ProofTiles>();
        app.Services.AddSingleton<LogProofBuilder>();
        app.Services.AddSingleton<PurposeRegister>();
        app.Services.AddSingleton<IMenu, Menu>();
        app.Services.AddSingleton<LogWriter>();
        app.Services.AddSingleton<IAccessLog>(provider => provider.GetRequiredService<LogWriter>());
        app.Services.AddSingleton<IKept, LogKept>();
        app.Services.AddHostedService(provider => provider.GetRequiredService<LogWriter>());
        app.Services.AddHostedService<CheckpointSigner>();
        app.Services.AddSingleton<WitnessPolicy>();
        app.Services.AddSingleton<BatchIntake>();
        app.Services.AddSingleton<Corrections>();
        app.Services.AddSingleton<Disclosure>();
        app.Services.AddSingleton<DelayCheck>();
        app.Services.AddSingleton<Questions>();
        app.Services.AddSingleton<ICalendarFeed, QuestionDates>();
        app.Services.AddSingleton<IOutboxHandler, QuestionMail>();
        app.Services.AddSingleton<IOutboxHandler, NoticeMail>();
        app.Services.AddSingleton<UnusualWatch>();
        app.Services.AddSingleton<IOutboxHandler>(provider => provider.GetRequiredService<UnusualWatch>());
        app.Services.AddSingleton<Erasure>();
        app.Services.AddSingleton<Pruning>();
        app.Services.AddSingleton<IndexBuilder>();
        if (NodeRoles.Read(app.Configuration) != NodeRole.Web)
        {
            app.Services.AddHostedService<Cosigning>();
            app.Services.AddHostedService<LogUpkeep>();
            app.Services.AddHostedService(provider => provider.GetRequiredService<DelayCheck>());
            app.Services.AddHostedService(provider => provider.GetRequiredService<IndexBuilder>());
        }
        app.Services.AddHostedService<Takeover>();
    }

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        LogEndpoints.Map(routes);
        Batches.Map(routes);
    }

    /// <summary>log vkey; log index: for an auditor; log erase: the CPR number comes on standard input, so that it stands in no list of commands.</summary>
    public async Task<bool> RunVerb(IReadOnlyList<string> words, IServiceProvider services, CancellationToken cancellation)
    {
        // As /log/vkey says, without a database: the witnesses are to know the log before it begins.
        if (words is ["log", "vkey"])
        {
            foreach (var key in services.GetRequiredService<LogIdentity>().Keys) Console.WriteLine(key);
            return true;
        }
        if (words is ["log", "index", var file, var keyFile])
        {
            Console.WriteLine(await IndexFile.Write(file, keyFile, services, cancellation));
            return true;
        }
        if (words is not (["log", "erase"] or ["log", "erase", _])) return false;
        int? period = words is [_, _, var month] ? PeriodOf(month) : null;
        if (!CprNumber.TryParse(await Console.In.ReadLineAsync(cancellation), out var number)) throw new StartupException("Give the person's CPR number on standard input.");
        await Prepare(services, cancellation);
        var people = services.GetRequiredService<IPeople>();
        var erased = 0;
        foreach (var key in await people.KeysOf(await people.IdFor(number, cancellation), cancellation)) erased += await services.GetRequiredService<Erasure>().Erase(key, period, cancellation);
        Console.WriteLine(erased == 0 ? "There was nothing to erase." : $"What this person's entries say is erased, of {erased} months. The entries stay. Backups of the database hold the keys until they are deleted.");
        return true;

        static int PeriodOf(string month) => month.Length == 7 && DateOnly.TryParseExact(month + "-01", "yyyy-MM-dd", out var day) ? (day.Year * 100) + day.Month : throw new StartupException($"A month is written 2026-11, not '{month}'.");
    }

    /// <summary>There is a log, and it is the one that this node has signed.</summary>
    public async Task Prepare(IServiceProvider services, CancellationToken cancellation)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<PlatformDb>>().CreateDbContextAsync(cancellation);
        await services.GetRequiredService<Sequencer>().Begin(db, cancellation);
        services.GetRequiredService<WitnessPolicy>();
        SourcesPage.SilentAfter(services.GetRequiredService<IConfiguration>());
        var last = services.GetRequiredService<LastCheckpoint>();
        try { await last.Begin(await last.Check(db, cancellation), cancellation); }
        catch (LogDoubtException e) { throw new StartupException(e.Message); }
    }

    private sealed class Menu : IMenu
    {
        public IEnumerable<MenuItem> Items { get; } = [new(30, "access-log.menu", LogPage.Path), new(15, "access-log.desk.menu", QuestionsDeskPage.Path, StaffRoles.DataProtection)];
    }
}
