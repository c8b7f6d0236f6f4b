using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Overblik.AccessLog;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Platform.Ports;
using Overblik.Platform.Sharing;

namespace Overblik.Web.Tests;

/// <summary>What others than the person see of who looked at their data: whom they share it with, and who has custody of them.</summary>
public sealed class LogOnlookerTests : IAsyncLifetime
{
    private const string Sharing = "/hvem-har-set/deling", ChildrenOf = "/hvem-har-set/boern";

    private static int children;
    private readonly TestMachine machine = new() { Scope = "access-log" };
    private PortalHost own = null!;

    // The authorities whose programs may tell of look-ups can be chosen among.
    public async ValueTask InitializeAsync() => own = await PortalHost.Start(machine.Settings);

    private DateOnly Today => own.App.Services.GetRequiredService<IBusinessClock>().Today;

    public async ValueTask DisposeAsync()
    {
        machine.Dispose();
        await own.DisposeAsync();
    }

    [Fact]
    public async Task Whom_it_is_shared_with_sees_look_ups_but_no_visits_questions_or_cases_until_it_is_stopped()
    {
        using var owner = await own.SignIn(name: "Ejer Ejersen");
        await Write(Line(owner.Person), Line(owner.Person) with { Authority = PortalHost.B, Unit = "Enhed beta" }, new LineBody { Id = Guid.NewGuid(), Person = owner.Person.Value, At = At, Act = Question.Asked, Authority = PortalHost.A, Reader = owner.Person.Value, Text = "Hemmeligt spørgsmål" },
            Line(owner.Person) with { Of = 0, Text = "En indre grund" }, Line(owner.Person) with { Act = Corrections.Withdrawn, Of = 0, Text = "En indre grund" });
        var link = await Share(owner, "");
        using var helper = await own.SignIn(name: "Hjælper Hansen");
        // To look at the address takes nothing and tells nothing.
        Assert.DoesNotContain("Ejer", (await helper.Page(link)).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        var main = (await Take(helper, link)).QuerySelector("main")!;
        Assert.Equal("Hvem har set oplysninger om Ejer Ejersen?", main.QuerySelector("h1")!.TextContent);
        foreach (var said in new[] { "Behandling af en sag i kommunen: indkomst", "Borgerservice, Sagsbehandler", "Enhed beta", "trak den" }) Assert.Contains(said, main.TextContent, StringComparison.Ordinal);
        foreach (var hidden in new[] { "26-17", "Dig selv", "Hemmeligt", "indre grund", "handlede ikke om dig", "spurgt", "Spørg" }) Assert.DoesNotContain(hidden, main.TextContent, StringComparison.Ordinal);
        Assert.Empty(main.QuerySelectorAll("a[href*=spoerg], form"));
        var entry = Assert.Single(await own.LogOf(owner.Person), line => line.Act == "access-log.shared");
        Assert.Equal((helper.Person.Value, AccessEntry.SharedByYou), (entry.Reader, entry.Purpose));
        Assert.Contains("En, du har delt med", (await owner.Page("/hvem-har-set")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);

        using (var other = await own.SignIn())
        {
            Assert.Null((await other.Page(link, HttpStatusCode.NotFound)).QuerySelector(".ov-log, main form"));
            await other.Page(link[..^4], HttpStatusCode.NotFound);
        }
        Assert.Null((await owner.Page(link)).QuerySelector(".ov-log, main form"));
        var page = await owner.Page(Sharing);
        Assert.Contains("Hjælper Hansen kan se med", page.QuerySelector(".ov-share")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("delt din liste over opslag 1 gang", (await owner.Page("/indstillinger")).Body!.TextContent, StringComparison.Ordinal);
        (await owner.Submit(page, ".ov-share form")).Dispose();
        await helper.Page(link, HttpStatusCode.NotFound);
        Assert.Single(await own.LogOf(owner.Person), line => line.Act == "access-log.shared");
    }

    [Fact]
    public async Task It_can_be_shared_of_one_authority_alone_and_with_five_at_a_time()
    {
        using var owner = await own.SignIn();
        await Write(Line(owner.Person) with { Unit = "Enhed alfa" }, Line(owner.Person) with { Authority = PortalHost.B, Unit = "Enhed beta" });
        var link = await Share(owner, PortalHost.A);
        using var helper = await own.SignIn();
        var text = (await Take(helper, link)).QuerySelector("main")!.TextContent;
        Assert.Contains("Du ser kun opslag fra Myndighed alfa", text, StringComparison.Ordinal);
        Assert.Contains("Enhed alfa", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Enhed beta", text, StringComparison.Ordinal);
        Assert.Contains("Kun opslag fra Myndighed alfa", (await owner.Page(Sharing)).QuerySelector(".ov-share")!.TextContent, StringComparison.Ordinal);
        // No authority of that name.
        var before = await owner.Page(Sharing);
        (await owner.Submit(before, "form[action$='handler=Share']", ("Authority", "en-anden"))).Dispose();
        Assert.Single((await owner.Page(Sharing)).QuerySelectorAll(".ov-share"));
        for (var i = 1; i < ShareLimits.Most; i++) await Share(owner, "");
        Assert.Null((await owner.Page(Sharing)).QuerySelector("form[action$='handler=Share']"));
        // Nor from a form that has been open all the time.
        (await owner.Submit(before, "form[action$='handler=Share']", ("Authority", PortalHost.B))).Dispose();
        Assert.Equal(ShareLimits.Most, (await owner.Page(Sharing)).QuerySelectorAll(".ov-share").Length);
        // Past its day nobody sees it, and it is deleted.
        await using (var db = await own.Databases.CreateDbContextAsync()) await db.Set<SharedLog>().Where(s => s.Person == owner.Person).ExecuteUpdateAsync(set => set.SetProperty(s => s.Until, Today.AddDays(-1)));
        await helper.Page(link, HttpStatusCode.NotFound);
        await own.App.Services.GetRequiredService<LogShares>().Sweep(default);
        await using (var db = await own.Databases.CreateDbContextAsync()) Assert.False(await db.Set<SharedLog>().AnyAsync(s => s.Person == owner.Person));
    }

    [Fact]
    public async Task A_parent_sees_what_is_for_parents_as_long_as_the_register_says_they_have_custody_and_the_child_sees_that()
    {
        using var parent = await own.SignIn();
        var number = NewChild(Today.AddYears(-9));
        var child = await own.App.Services.GetRequiredService<IPeople>().IdFor(number, default);
        await Write(Line(child), Line(child) with { Purpose = "child-welfare", Unit = "Børn og unge" }, Line(child) with { Purpose = "police.investigation", Unit = "Efterforskning øst" }, Line(child) with { Purpose = "noget-andet", Unit = "Ukendt formål" }, Line(child) with { Case = "", Unit = "Uden sag her" },
            // What was kept back for a time, and so many others that those which are shown would be marked for them.
            Line(child) with { Ground = "Databeskyttelsesforordningen artikel 23", Unit = "Udskudt her" }, Line(child) with { Purpose = "child-welfare" }, Line(child) with { Purpose = "child-welfare" });
        Custody(parent, ("Alma", number));
        var list = await parent.Page(ChildrenOf);
        var link = list.QuerySelectorAll("main a").Single(a => a.TextContent.Contains("Alma", StringComparison.Ordinal)).GetAttribute("href")!;
        Assert.DoesNotContain(number.Digits, list.Source.Text, StringComparison.Ordinal);
        var main = (await parent.Page(link)).QuerySelector("main")!;
        foreach (var said in new[] { "Hvem har set oplysninger om Alma?", "Borgerservice, Sagsbehandler", "Uden sag" }) Assert.Contains(said, main.TextContent, StringComparison.Ordinal);
        foreach (var hidden in new[] { "Børn og unge", "Efterforskning øst", "Ukendt formål", "Udskudt her", "Mange på kort tid", "26-17", number.Digits }) Assert.DoesNotContain(hidden, main.TextContent, StringComparison.Ordinal);
        var entry = Assert.Single(await own.LogOf(child), line => line.Act == "access-log.child");
        Assert.Equal((parent.Person.Value, AccessEntry.Custody), (entry.Reader, entry.Purpose));
        using (var themself = await own.SignIn(number))
        {
            var text = (await themself.Page("/hvem-har-set")).QuerySelector("main")!.TextContent;
            foreach (var said in new[] { "En, der har forældremyndigheden over dig", "Udskudt her", "Mange på kort tid" }) Assert.Contains(said, text, StringComparison.Ordinal);
        }
        // Nobody else sees it by that address, and no number leaves by the person's own data.
        using (var other = await own.SignIn())
        {
            Custody(other, ("Bo", NewChild(Today.AddYears(-3))));
            await other.Page(link, HttpStatusCode.NotFound);
        }
        Assert.DoesNotContain(number.Digits, await parent.Json("/api/overview"), StringComparison.Ordinal);

        // An answer that is not whole names whom it names.
        own.Sources.Hold(PortalHost.A, parent.Number, asked => FakeSources.Item(asked, "r1", "registration", "Dig i CPR", Fields(("Alma", number))), asked =>
        {
            var item = FakeSources.Item(asked, "r2", "registration", "En andens", Fields());
            item["subject"] = FakeSources.SubjectOf((string)asked.Body["subjectKey"]!, NewChild(Today).Digits);
            return item;
        });
        Assert.Contains("Borgerservice, Sagsbehandler", (await parent.Page(link)).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        // Custody that has ended ends this, too, at once: the register is asked anew each time.
        Custody(parent);
        await parent.Page(link, HttpStatusCode.NotFound);
        Assert.Contains("oplyser ikke", (await parent.Page(ChildrenOf)).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        // A register that does not answer says nothing of anybody, and is no error of the person's.
        using var down = await own.SignIn(parent.Number);
        own.Sources.Play(PortalHost.A, parent.Number, (http, _) => { http.Response.StatusCode = 500; return Task.CompletedTask; });
        foreach (var path in new[] { link, ChildrenOf })
        {
            var page = await down.Page(path);
            Assert.Contains("svarer ikke lige nu", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
            Assert.Null(page.QuerySelector(".ov-log, main li a"));
        }
        Assert.Equal(2, (await own.LogOf(child)).Count(line => line.Act == "access-log.child"));
    }

    [Fact]
    public async Task From_the_fifteenth_birthday_the_child_alone_sees_it_and_another_source_is_not_believed()
    {
        using var parent = await own.SignIn();
        var (young, grown) = (NewChild(Today.AddYears(-15).AddDays(1)), NewChild(Today.AddYears(-15)));
        Custody(parent, ("Vega", young), ("Storm", grown));
        var list = await parent.Page(ChildrenOf);
        Assert.Equal(["Hvem har set oplysninger om Vega?"], list.QuerySelectorAll("main li a").Select(a => a.TextContent.Trim()));
        Assert.Contains("Storm er fyldt 15", list.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        using var other = await own.SignIn();
        own.Sources.Hold(PortalHost.B, other.Number, asked => FakeSources.Item(asked, "r1", "registration", "Dig", Fields(("Vega", young))));
        Custody(other);
        Assert.Empty((await other.Page(ChildrenOf)).QuerySelectorAll("main li a"));
    }

    [Fact]
    public async Task A_number_that_is_none_is_refused_with_its_item()
    {
        using var parent = await own.SignIn();
        own.Sources.Hold(PortalHost.A, parent.Number, asked => FakeSources.Item(asked, "r1", "registration", "Dig", new JsonObject { ["fields"] = new JsonArray(new JsonObject { ["label"] = FakeSources.Text("Forældremyndighed"), ["value"] = FakeSources.Text("Alma"), ["custodyOf"] = "1234" }) }));
        Assert.Contains("svarer ikke lige nu", (await parent.Page(ChildrenOf)).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    private static DateTimeOffset At => DateTimeOffset.Parse("2026-11-24T10:15:00+01:00", CultureInfo.InvariantCulture);

    private static LineBody Line(PersonId person) => new()
    {
        Id = Guid.NewGuid(), Person = person.Value, At = At, Authority = PortalHost.A, Unit = "Borgerservice", Role = "Sagsbehandler", System = "SAPA", Categories = "income", Purpose = "municipality.casework", LegalBasis = "Retssikkerhedsloven § 1", Case = "26-17", Batch = 1,
    };

    private Task<bool> Write(params LineBody[] lines) => own.App.Services.GetRequiredService<Sequencer>().Append(new Appending([.. lines.Select(line => new NewLine(line))]), default);

    // What the register says of a person.
    private void Custody(Visitor parent, params (string Name, CprNumber Number)[] of) =>
        own.Sources.Hold(PortalHost.A, parent.Number, asked => FakeSources.Item(asked, "r1", "registration", "Dig i CPR", Fields(of)));

    private static JsonObject Fields(params (string Name, CprNumber Number)[] of) => new()
    {
        ["fields"] = new JsonArray([new JsonObject { ["label"] = FakeSources.Text("Navn"), ["value"] = FakeSources.Text("Prøve Person") }, .. of.Select(child => (JsonNode)new JsonObject { ["label"] = FakeSources.Text("Forældremyndighed"), ["value"] = FakeSources.Text(child.Name), ["custodyOf"] = child.Number.Digits })]),
    };

    // Of the replacement form (day + 60): no CPR number.
    private static CprNumber NewChild(DateOnly birth)
    {
        Assert.True(CprNumber.TryParse($"{birth.Day + 60}{birth.Month:00}{birth.Year % 100:00}{4000 + (Interlocked.Increment(ref children) % 1000):0000}", out var number));
        return number;
    }

    private static async Task<IDocument> Take(Visitor helper, string link)
    {
        using var taken = await helper.Submit(await helper.Page(link), "main form");
        return await helper.Page(taken.Headers.Location!.ToString());
    }

    private static async Task<string> Share(Visitor owner, string authority)
    {
        using var made = await owner.Submit(await owner.Page(Sharing), "form[action$='handler=Share']", ("Authority", authority));
        // The newest stands last.
        return new Uri((await owner.Page(Sharing)).QuerySelectorAll(".ov-share a").Select(link => link.GetAttribute("href")!).Last(link => !link.StartsWith("mailto", StringComparison.Ordinal))).AbsolutePath;
    }
}
