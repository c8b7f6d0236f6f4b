using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Overblik.AccessLog;
using Overblik.Platform.Ports;

namespace Overblik.Web.Tests;

public sealed class AccessLogTests(PortalHost portal)
{
    [Fact]
    public async Task A_view_of_the_overview_is_one_entry_that_says_who_what_why_and_from_whom()
    {
        using var person = await portal.SignIn();
        await person.Page("/overblik");
        await using var db = await portal.Databases.CreateDbContextAsync();
        var entry = await db.Set<LogEntry>().SingleAsync(e => e.Person == person.Person);
        Assert.Equal((person.Person, person.Session, "overview.view", "own-insight", "gdpr-6-1-e"), (entry.Reader, entry.Session, entry.Act, entry.Purpose, entry.LegalBasis));
        Assert.Equal("alfa,beta,gamma,hastig", entry.Sources);
    }

    [Fact]
    public async Task The_database_itself_refuses_to_change_or_delete_an_entry()
    {
        using var person = await portal.SignIn();
        await person.Page("/overblik");
        await using var db = await portal.Databases.CreateDbContextAsync();
        var mine = db.Set<LogEntry>().Where(e => e.Person == person.Person);
        await Assert.ThrowsAnyAsync<Exception>(() => mine.ExecuteDeleteAsync());
        await Assert.ThrowsAnyAsync<Exception>(() => mine.ExecuteUpdateAsync(set => set.SetProperty(e => e.Act, "nothing")));
        Assert.Equal("overview.view", (await mine.SingleAsync()).Act);
    }

    [Fact]
    public async Task When_the_entry_cannot_be_written_nothing_is_shown_and_the_page_says_so()
    {
        await using var own = await PortalHost.Start();
        using var person = await own.SignIn();
        own.Sources.Hold(PortalHost.A, person.Number, FakeSources.Case("c1", "Byggesag"));
        await using (var db = await own.Databases.CreateDbContextAsync())
        {
            await db.Database.ExecuteSqlRawAsync(PortalHost.OnPostgres ? "ALTER TABLE access_log.entry RENAME TO gone" : "ALTER TABLE access_log_entry RENAME TO gone");
        }
        var page = await person.Page("/overblik");
        Assert.DoesNotContain("Byggesag", page.ToHtmlText(), StringComparison.Ordinal);
        Assert.Contains("Vi kan ikke vise dine oplysninger lige nu", page.QuerySelector("[slot=now]")!.TextContent, StringComparison.Ordinal);
        using (var one = await person.Get("/sager/alfa/c1")) Assert.Equal(HttpStatusCode.InternalServerError, one.StatusCode);
        using (var api = await person.Get("/api/overview")) Assert.Equal(HttpStatusCode.InternalServerError, api.StatusCode);
    }

    [Fact]
    public async Task An_entry_that_the_database_refuses_does_not_take_the_others_of_its_group_with_it()
    {
        var person = await portal.App.Services.GetRequiredService<IPeople>().IdFor(PortalHost.NewNumber(), default);
        using var log = new LogWriter(portal.Databases, portal.App.Services.GetRequiredService<IMeterFactory>(), portal.Time, NullLogger<LogWriter>.Instance);
        // SQLite has no lengths: there only the missing value is refused.
        var writes = new[] { "one", null!, "two", new string('x', AccessEntry.MaxSources), PortalHost.OnPostgres ? new string('x', AccessEntry.MaxSources + 1) : null!, "three" }
            .Select(sources => log.Write(new AccessEntry(person, person, Guid.NewGuid(), "test.view", "own-insight", "gdpr-6-1-e", sources), default)).ToList();
        await log.StartAsync(default);
        foreach (var bad in new[] { 1, 4 }) await Assert.ThrowsAsync<IOException>(() => writes[bad]);
        foreach (var good in new[] { 0, 2, 3, 5 }) await writes[good];
        await log.StopAsync(default);
        await using var db = await portal.Databases.CreateDbContextAsync();
        Assert.Equal(4, await db.Set<LogEntry>().CountAsync(e => e.Person == person));
    }

    [Fact]
    public async Task Entries_written_at_the_same_moment_are_all_there()
    {
        var log = portal.App.Services.GetRequiredService<IAccessLog>();
        var person = await portal.App.Services.GetRequiredService<IPeople>().IdFor(PortalHost.NewNumber(), default);
        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => log.Write(new AccessEntry(person, person, Guid.NewGuid(), "test.view", "own-insight", "gdpr-6-1-e", i.ToString()), default)));
        await using var db = await portal.Databases.CreateDbContextAsync();
        Assert.Equal(500, await db.Set<LogEntry>().Where(e => e.Person == person).Select(e => e.Sources).Distinct().CountAsync());
    }
}
