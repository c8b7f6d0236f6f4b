using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Overblik.AccessLog;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Web.Tests;

public sealed class AccessLogTests(PortalHost portal)
{
    private IAccessLog Log => portal.App.Services.GetRequiredService<IAccessLog>();

    [Fact]
    public async Task A_view_of_the_overview_is_one_entry_that_says_who_what_why_and_from_whom()
    {
        using var person = await portal.SignIn();
        await person.Page("/overblik");
        var entry = Assert.Single(await portal.LogOf(person.Person));
        Assert.Equal((person.Person.Value, person.Session, "overview.view", "own-insight", "gdpr-6-1-e"), (entry.Reader, entry.Session, entry.Act, entry.Purpose, entry.LegalBasis));
        Assert.Equal("alfa,beta,gamma,hastig", entry.Sources);
    }

    [Fact]
    public async Task The_database_itself_refuses_to_change_or_delete_what_stands_in_the_log()
    {
        using var person = await portal.SignIn();
        await person.Page("/overblik");
        await using var db = await portal.Databases.CreateDbContextAsync();
        var line = await db.Set<LogLine>().SingleAsync(l => l.Person == person.Person);
        await Assert.ThrowsAnyAsync<Exception>(() => db.Set<LogLine>().Where(l => l.Person == person.Person).ExecuteDeleteAsync());
        await Assert.ThrowsAnyAsync<Exception>(() => db.Set<LogLine>().Where(l => l.Person == person.Person).ExecuteUpdateAsync(set => set.SetProperty(l => l.Period, 1)));
        await Assert.ThrowsAnyAsync<Exception>(() => db.Set<LogLeaf>().Where(l => l.Index == line.Index).ExecuteDeleteAsync());
        await Assert.ThrowsAnyAsync<Exception>(() => db.Set<LogLeaf>().Where(l => l.Index == line.Index).ExecuteUpdateAsync(set => set.SetProperty(l => l.Bytes, new byte[Leaf.Size])));
        Assert.Equal("overview.view", Assert.Single(await portal.LogOf(person.Person)).Act);
    }

    [Fact]
    public async Task When_the_entry_cannot_be_written_nothing_is_shown_and_the_page_says_so()
    {
        await using var own = await PortalHost.Start();
        using var person = await own.SignIn();
        own.Sources.Hold(PortalHost.A, person.Number, FakeSources.Case("c1", "Byggesag"));
        await using (var db = await own.Databases.CreateDbContextAsync())
        {
            await db.Database.ExecuteSqlRawAsync(PortalHost.OnPostgres ? "ALTER TABLE access_log.line RENAME TO gone" : "ALTER TABLE access_log_line RENAME TO gone");
        }
        var page = await person.Page("/overblik");
        Assert.DoesNotContain("Byggesag", page.ToHtmlText(), StringComparison.Ordinal);
        Assert.Contains("Vi kan ikke vise dine oplysninger lige nu", page.QuerySelector("[slot=now]")!.TextContent, StringComparison.Ordinal);
        using (var one = await person.Get("/sager/alfa/c1")) Assert.Equal(HttpStatusCode.InternalServerError, one.StatusCode);
        using (var api = await person.Get("/api/overview")) Assert.Equal(HttpStatusCode.InternalServerError, api.StatusCode);
    }

    [Fact]
    public async Task What_cannot_be_an_entry_does_not_take_the_others_of_its_group_with_it()
    {
        var person = await Someone();
        var writes = new[] { "one", new string('x', AccessEntry.MaxSources + 1), "two", new string('x', AccessEntry.MaxSources), "three" }.Select(sources => Task.Run(() => Log.Write(Entry(person, sources), default))).ToList();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => writes[1]);
        foreach (var good in new[] { 0, 2, 3, 4 }) await writes[good];
        Assert.Equal(4, (await portal.LogOf(person)).Count);
    }

    [Fact]
    public async Task Entries_written_at_the_same_moment_are_all_there()
    {
        var person = await Someone();
        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Log.Write(Entry(person, i.ToString()), default)));
        Assert.Equal(500, (await portal.LogOf(person)).Select(e => e.Sources).Distinct().Count());
    }

    [Fact]
    public async Task Two_nodes_that_write_at_the_same_time_make_one_log()
    {
        await using var own = await PortalHost.Start();
        await using var other = await own.Again();
        var people = new List<PersonId>();
        for (var i = 0; i < 5; i++) people.Add(await own.App.Services.GetRequiredService<IPeople>().IdFor(PortalHost.NewNumber(), default));
        await Task.WhenAll(Enumerable.Range(0, 600).Select(i => (i % 2 == 0 ? own : other).App.Services.GetRequiredService<IAccessLog>().Write(Entry(people[i % 5], i.ToString()), default)));
        Assert.Equal(Enumerable.Range(0, 600).Order(), (await own.LogOf()).Select(e => int.Parse(e.Sources)).Order());
        Assert.Equal(600, (await PublicLog.Read(own)).Size);
    }

    [Fact]
    public async Task A_node_that_remembers_fewer_persons_than_there_are_asks_for_the_others()
    {
        await using var own = await PortalHost.Start(services => services.Replace(ServiceDescriptor.Singleton(provider => ActivatorUtilities.CreateInstance<Sequencer>(provider, 20))));
        var (sequencer, now) = (own.App.Services.GetRequiredService<Sequencer>(), own.Time.GetUtcNow());
        var people = Enumerable.Range(0, 70).Select(_ => PersonId.New()).ToList();
        // Everybody in the same order again and again, and of two months.
        for (var i = 0; i < 60; i++)
        {
            var part = people[(i % 7 * 10)..((i % 7 * 10) + 10)];
            await sequencer.Append(new Appending([.. part.Concat(part).Select((person, n) => new NewLine(new LineBody { Id = Guid.NewGuid(), Person = person.Value, At = now.AddDays(n % 2 * -40), Act = "test.view" }))]), default);
        }
        Assert.Equal(1200, (await own.LogOf([.. people])).Count);
        Assert.Equal(1200, (await PublicLog.Read(own)).Size);
    }

    [Fact]
    public async Task What_was_written_before_there_was_a_log_is_taken_over_once_and_in_order()
    {
        await using var own = await PortalHost.Start();
        var people = new List<PersonId>();
        for (var i = 0; i < 3; i++) people.Add(await own.App.Services.GetRequiredService<IPeople>().IdFor(PortalHost.NewNumber(), default));
        await using var db = await own.Databases.CreateDbContextAsync();
        var began = own.Time.GetUtcNow().AddDays(-40);
        db.AddRange(Enumerable.Range(0, 700).Select(i => new LogEntry
        {
            Person = people[i % 3], Id = Guid.CreateVersion7(began.AddHours(i)), At = began.AddHours(i), Reader = people[i % 3], Session = Guid.NewGuid(), Act = "test.view", Purpose = "own-insight", LegalBasis = "gdpr-6-1-e", Sources = i.ToString(),
        }));
        await db.SaveChangesAsync();
        await using var other = await own.Again();
        await Task.WhenAll(new[] { own, other }.SelectMany(node => node.App.Services.GetServices<IHostedService>().OfType<Takeover>()).Select(async takeover => { while (await takeover.RunOnce(default) > 0) { } }));
        foreach (var (person, i) in people.Select((person, i) => (person, i)))
            Assert.Equal(Enumerable.Range(0, 700).Where(n => n % 3 == i), (await own.LogOf(person)).Select(e => int.Parse(e.Sources)));
        Assert.Equal(700, await db.Set<LogEntry>().CountAsync());
    }

    [Fact]
    public async Task To_delete_a_key_erases_what_is_sealed_with_it_and_changes_nothing_of_the_log()
    {
        await using var own = await PortalHost.Start();
        var (mine, others) = (await own.App.Services.GetRequiredService<IPeople>().IdFor(PortalHost.NewNumber(), default), await own.App.Services.GetRequiredService<IPeople>().IdFor(PortalHost.NewNumber(), default));
        var log = own.App.Services.GetRequiredService<IAccessLog>();
        for (var i = 0; i < 300; i++) await log.Write(Entry(i % 3 == 0 ? mine : others, i.ToString()), default);
        var before = await PublicLog.Read(own);
        await using var db = await own.Databases.CreateDbContextAsync();
        Assert.Equal(1, await db.Set<LineKey>().Where(k => k.Person == mine).ExecuteDeleteAsync());
        Assert.Empty(await own.App.Services.GetRequiredService<LogReader>().Newest(db, [mine], 1000, default));
        Assert.Equal(200, (await own.LogOf(others)).Count);
        var after = await PublicLog.Read(own);
        Assert.Equal((before.Size, before.Root), (after.Size, after.Root));
        Assert.Equal(before.Tiles, after.Tiles);
    }

    private Task<PersonId> Someone() => portal.App.Services.GetRequiredService<IPeople>().IdFor(PortalHost.NewNumber(), default);

    private static AccessEntry Entry(PersonId person, string sources) => new(person, person, Guid.NewGuid(), "test.view", "own-insight", "gdpr-6-1-e", sources);
}
