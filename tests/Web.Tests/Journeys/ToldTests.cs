using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Overblik.Calendar;
using Overblik.Journeys;
using Overblik.Platform;
using Overblik.Platform.Outbox;
using Overblik.Platform.Ports;
using Overblik.Platform.Ports.Events;
using static Overblik.Web.Tests.WalkTests;

namespace Overblik.Web.Tests;

/// <summary>What authorities say of somebody's life events: tasks tick themselves, answers are known.</summary>
public sealed class ToldTests : ToldPortal
{
    private const string Saved = "/livssituationer/flytning/gemt";

    [Fact]
    public async Task A_task_ticks_itself_and_says_why_and_the_person_has_one_notice()
    {
        using var person = await portal.Portal.SignIn();
        await portal.Reach(person, Channels.Email);
        await Keep(person, portal.Today.AddDays(10));
        await Tell(person, "sag-1", 1, "created", "moving/report-move");
        await NoticesSent();
        // Neither what it is about nor, in its link, which life event.
        var mail = Assert.Single(portal.Email.Taken);
        Assert.DoesNotContain("flyt", mail.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("/livssituationer", mail.Path);
        var page = await person.Page(Saved);
        Assert.Contains("Meld, at du flytter", Walker.Places(page)["Gjort"]);
        var card = Walker.Card(page, "report-move");
        Assert.Contains("Kommunen fik det fra dig den " + Written(portal.Today), card.TextContent, StringComparison.Ordinal);
        Assert.Null(card.QuerySelector("form[action*=Undo]"));
        // Once: what comes again with the same word is no news, and neither is what the person has seen.
        await Tell(person, "sag-1", 2, "processing", "moving/report-move");
        await NoticesSent();
        Assert.Single(portal.Email.Taken);
        await Tell(person, "sag-1", 3, "rejected", "moving/report-move");
        await NoticesSent();
        Assert.Equal(2, portal.Email.Taken.Count);
        page = await person.Page(Saved);
        Assert.Contains("afviste det", Walker.Card(page, "report-move").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Gjort", Walker.Places(page).Keys);
    }

    [Fact]
    public async Task Two_lists_with_news_are_one_notice_and_what_was_told_before_is_none()
    {
        using var person = await portal.Portal.SignIn();
        await portal.Reach(person, Channels.Email);
        await Tell(person, "gammel", 1, "created", "moving/parking");
        await Keep(person, portal.Today.AddDays(10));
        await person.Walk("ledig", ("lost", Iso(portal.Today)), ("insured", "no"), ("ill", "no"), ("subsidies", "-"));
        await SavedTests.Save(person, "ledig");
        await NoticesSent();
        Assert.Empty(portal.Email.Taken);
        // Both are told at night, and of both there is one notice in the morning.
        portal.To(0, 22);
        await Tell(person, "sag-1", 1, "created", "moving/report-move");
        await Tell(person, "sag-2", 1, "created", "losing-a-job/register");
        portal.To(1, 8, 1);
        await NoticesSent();
        Assert.Single(portal.Email.Taken);
        await Tell(person, "sag-1", 2, "processing", "moving/report-move");
        await Tell(person, "sag-2", 2, "processing", "losing-a-job/register");
        await NoticesSent();
        Assert.Single(portal.Email.Taken);
        using var again = await portal.Portal.SignIn(person.Number);
        foreach (var list in new[] { Saved, "/livssituationer/ledig/gemt" }) Assert.Contains("Gjort", Walker.Places(await again.Page(list)).Keys);
    }

    [Fact]
    public async Task That_a_deadline_is_set_ticks_nothing_and_that_it_is_met_does()
    {
        using var person = await portal.Portal.SignIn();
        await portal.Reach(person, Channels.Email);
        // Set long before the move can be reported; what counts is when it is met.
        await Keep(person, portal.Today.AddDays(60));
        await portal.Tell("deadline.set", person.Number, "frist-1", 1, new JsonObject
        {
            ["authority"] = new JsonObject { ["id"] = "99000011", ["name"] = FakeSources.Text("Kommunen") }, ["title"] = FakeSources.Text("Meld flytning"),
            ["deadline"] = new JsonObject { ["due"] = Iso(portal.Today.AddDays(15)) }, ["task"] = "moving/report-move",
        });
        await NoticesSent();
        Assert.Empty(portal.Email.Taken);
        Assert.DoesNotContain("Gjort", Walker.Places(await person.Page(Saved)).Keys);
        portal.To(50, 12);
        // Another one, that names no task, is nobody's news.
        await portal.Deadline(person, "anden", 3);
        await portal.Tell("deadline.met", person.Number, "anden", 2);
        await NoticesSent();
        Assert.Empty(portal.Email.Taken);
        await portal.Tell("deadline.met", person.Number, "frist-1", 2);
        await NoticesSent();
        Assert.Single(portal.Email.Taken);
        using var again = await portal.Portal.SignIn(person.Number);
        Assert.Contains("Meld, at du flytter", Walker.Places(await again.Page(Saved))["Gjort"]);
        // It was a mistake.
        await portal.Tell("deadline.withdrawn", person.Number, "frist-1", 3);
        Assert.DoesNotContain("Gjort", Walker.Places(await again.Page(Saved)).Keys);
    }

    [Fact]
    public async Task What_the_authority_sends_back_is_not_done_though_the_person_has_ticked_it()
    {
        using var person = await portal.Portal.SignIn();
        await Keep(person, portal.Today.AddDays(10));
        (await person.Submit(await person.Page(Saved), "#report-move form[action*=Done]")).Dispose();
        portal.To(1, 12);
        await Tell(person, "sag-1", 1, "rejected", "moving/report-move");
        using var again = await portal.Portal.SignIn(person.Number);
        var page = await again.Page(Saved);
        Assert.DoesNotContain("Gjort", Walker.Places(page).Keys);
        Assert.Contains("afviste det", Walker.Card(page, "report-move").TextContent, StringComparison.Ordinal);
        // Sent once more and ticked again, it is done by their word.
        (await again.Submit(page, "#report-move form[action*=Done]")).Dispose();
        Assert.Contains("Meld, at du flytter", Walker.Places(await again.Page(Saved))["Gjort"]);
    }

    [Fact]
    public async Task An_old_case_that_ends_now_is_still_an_old_one()
    {
        using var person = await portal.Portal.SignIn();
        await Tell(person, "sag-1", 1, "created", "moving/report-move");
        portal.To(60, 12);
        using var again = await portal.Portal.SignIn(person.Number);
        await Keep(again, portal.Today.AddDays(10));
        await Tell(person, "sag-1", 2, "closed", "moving/report-move");
        Assert.DoesNotContain("Gjort", Walker.Places(await again.Page(Saved)).Keys);
        // The same of a source that is asked.
        portal.Portal.Sources.Hold(PortalHost.A, person.Number, asked =>
        {
            var item = FakeSources.Case("c1", "Anmeldelse af flytning", "created")(asked);
            var now = portal.Portal.Time.GetUtcNow();
            item["case"]!["task"] = "moving/report-move";
            item["case"]!["status"] = "closed";
            item["case"]!["timeline"] = new JsonArray(new[] { (60, "created"), (0, "closed") }.Select(JsonNode? (step) => new JsonObject { ["at"] = now.AddDays(-step.Item1).ToString("O"), ["status"] = step.Item2 }).ToArray());
            return item;
        });
        Assert.DoesNotContain("Gjort", Walker.Places(await again.Page(Saved)).Keys);
    }

    [Fact]
    public async Task What_an_asked_source_has_ticked_is_done_in_the_calendar_and_is_no_reminder()
    {
        using var person = await portal.Person(Channels.Email);
        await Keep(person, portal.Today.AddDays(10));
        var feed = portal.Portal.App.Services.GetRequiredService<JourneyDates>();
        Assert.Equal(DateState.ToCome, (await feed.Check(person.Person, JourneyDates.Part, "moving-report-move", default)!).State);
        Hold(person, "created");
        await person.Page(Saved);
        Assert.Equal(DateState.Gone, (await feed.Check(person.Person, JourneyDates.Part, "moving-report-move", default)!).State);
        Assert.Contains("Klaret", CalendarTests.Row(await person.Page("/kalender?myndighed=livssituationer"), "Meld, at du flytter"), StringComparison.Ordinal);
        await using (var db = await portal.Portal.Databases.CreateDbContextAsync())
            Assert.True((await db.Set<KeptDate>().SingleAsync(d => d.Person == person.Person && d.Entry == "moving-report-move")).Gone);
        // It does not answer now: what it said still holds. It answers, and does not say it any more: it does not.
        portal.Portal.Sources.Play(PortalHost.A, person.Number, (http, _) => { http.Response.StatusCode = 500; return Task.CompletedTask; });
        Assert.Contains("Meld, at du flytter", Walker.Places(await person.Page(Saved))["Gjort"]);
        portal.Portal.Sources.Hold(PortalHost.A, person.Number);
        Assert.DoesNotContain("Gjort", Walker.Places(await person.Page(Saved)).Keys);
        Assert.Equal(DateState.ToCome, (await feed.Check(person.Person, JourneyDates.Part, "moving-report-move", default)!).State);
    }

    [Fact]
    public async Task A_list_that_asks_something_new_holds_no_other_lists_dates()
    {
        using var person = await portal.Person(Channels.Email);
        await person.Walk("ledig", ("lost", Iso(portal.Today.AddDays(5))), ("insured", "no"), ("ill", "no"), ("subsidies", "-"));
        await SavedTests.Save(person, "ledig");
        await Keep(person, portal.Today.AddDays(10));
        await using (var db = await portal.Portal.Databases.CreateDbContextAsync())
        {
            var sealing = portal.Portal.App.Services.GetRequiredService<Platform.Keys.Sealing>();
            var row = await db.Set<SavedJourney>().SingleAsync(j => j.Person == person.Person && j.Journey == "moving");
            var progress = sealing.Open(row, AnswerJson.Default.Progress)!;
            progress.Answers.Remove("benefit");
            sealing.Seal(row, progress, AnswerJson.Default.Progress);
            await db.SaveChangesAsync();
        }
        var feed = portal.Portal.App.Services.GetRequiredService<JourneyDates>();
        async Task<DateState> State(string entry) => (await feed.Check(person.Person, JourneyDates.Part, entry, default)!).State;
        Assert.Equal((DateState.ToCome, DateState.ToCome, DateState.Unknown), (await State("losing-a-job-register"), await State("moving-report-move"), await State("moving-housing-end")));
        async Task<bool> Gone(string entry)
        {
            await using var db = await portal.Portal.Databases.CreateDbContextAsync();
            return (await db.Set<KeptDate>().SingleAsync(d => d.Person == person.Person && d.Entry == entry)).Gone;
        }
        Assert.False(await Gone("losing-a-job-register"));
        // The one is ticked, the other deleted: both are gone from feed and reminders, whatever is not known of the first list.
        (await person.Submit(await person.Page(Saved), "#report-move form[action*=Done]")).Dispose();
        (await person.Submit(await person.Page("/livssituationer/ledig/gemt"), "form[action$='handler=Delete']")).Dispose();
        Assert.Equal((DateState.Gone, DateState.Gone), (await State("losing-a-job-register"), await State("moving-report-move")));
        Assert.Equal((true, true), (await Gone("losing-a-job-register"), await Gone("moving-report-move")));
    }

    [Fact]
    public async Task What_changes_while_the_person_is_away_is_not_seen_and_is_kept_in_their_language()
    {
        using var person = await portal.Person(Channels.Email);
        await portal.Change(person, choice => choice.Language = Language.English);
        await Keep(person, portal.Today.AddDays(10));
        async Task<(DateTimeOffset Seen, string Title)> Kept()
        {
            await using var db = await portal.Portal.Databases.CreateDbContextAsync();
            var row = await db.Set<KeptDate>().SingleAsync(d => d.Person == person.Person && d.Entry == "moving-report-move");
            return ((await db.Set<ReminderChoice>().SingleAsync(c => c.Person == person.Person)).SeenAt, portal.Portal.App.Services.GetRequiredService<Platform.Keys.Sealing>().Open(row, CalendarJson.Default.KeptWords)!.Title);
        }
        var (seen, title) = await Kept();
        Assert.Equal("Report your move", title);
        portal.To(2, 12);
        await Tell(person, "sag-1", 1, "created", "moving/report-move");
        await NoticesSent();
        Assert.Equal(seen, (await Kept()).Seen);
    }

    [Fact]
    public async Task At_night_nobody_is_told_and_in_the_morning_they_are()
    {
        using var person = await portal.Portal.SignIn();
        await portal.Reach(person, Channels.Email);
        await Keep(person, portal.Today.AddDays(10));
        portal.To(0, 22);
        await Tell(person, "sag-1", 1, "created", "moving/report-move");
        await NoticesSent();
        Assert.Empty(portal.Email.Taken);
        portal.To(1, 8, 1);
        await NoticesSent();
        Assert.Single(portal.Email.Taken);
    }

    [Theory]
    // Of another authority's task, of another journey, and of no task at all.
    [InlineData("moving/housing-benefit")]
    [InlineData("divorce/report-move")]
    [InlineData("moving/nothing")]
    public async Task A_word_that_is_not_the_authoritys_to_say_ticks_nothing(string task)
    {
        using var person = await portal.Portal.SignIn();
        await Keep(person, portal.Today);
        await Tell(person, "sag-1", 1, "decided", task);
        Assert.DoesNotContain("Gjort", Walker.Places(await person.Page(Saved)).Keys);
    }

    [Fact]
    public async Task A_word_about_an_earlier_move_ticks_nothing()
    {
        using var person = await portal.Portal.SignIn();
        await Tell(person, "sag-1", 1, "closed", "moving/report-move");
        await Keep(person, portal.Today.AddDays(60));
        Assert.DoesNotContain("Gjort", Walker.Places(await person.Page(Saved)).Keys);
    }

    [Fact]
    public async Task A_case_that_a_source_answers_with_ticks_its_task()
    {
        using var person = await portal.Portal.SignIn();
        await Keep(person, portal.Today);
        Hold(person, "created");
        Assert.Contains("Meld, at du flytter", Walker.Places(await person.Page(Saved))["Gjort"]);
    }

    [Fact]
    public async Task A_task_of_a_wrong_form_is_refused_with_the_reason()
    {
        using var person = await portal.Portal.SignIn();
        var refused = await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => Tell(person, "sag-1", 1, "created", "Moving: report"));
        Assert.Contains("journey/task", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_authority_knows_is_shown_for_confirmation_and_not_asked_from_nothing()
    {
        using var person = await portal.Portal.SignIn();
        var since = portal.Today.AddDays(-4);
        portal.Portal.Sources.Hold(PortalHost.A, person.Number, asked => FakeSources.Item(asked, "r1", "registration", "Dig i CPR", new JsonObject
        {
            ["fields"] = new JsonArray(
                new JsonObject { ["label"] = FakeSources.Text("Bopæl siden"), ["value"] = FakeSources.Text("For nylig"), ["fact"] = new JsonObject { ["name"] = "address-since", ["value"] = Iso(since) } },
                new JsonObject { ["label"] = FakeSources.Text("Barn: Alma"), ["value"] = FakeSources.Text("Født i fjor"), ["fact"] = new JsonObject { ["name"] = "child-birth", ["value"] = Iso(since.AddYears(-1)) } },
                new JsonObject { ["label"] = FakeSources.Text("Skonummer"), ["value"] = FakeSources.Text("42"), ["fact"] = new JsonObject { ["name"] = "shoe-size", ["value"] = "42" } }),
        }));
        var page = await person.Page("/livssituationer/flytning/spoerg/moved");
        Assert.Contains("Bopæl siden: For nylig", page.QuerySelector(".ov-known")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Skonummer", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(Iso(since), page.QuerySelector("#Answer")!.GetAttribute("value"));
        Assert.Contains(await portal.Portal.LogOf(person.Person), entry => entry.Act == "overview.view");
        await person.Walk("flytning", ("moved", Iso(since)), ("home", "rent"), ("benefit", "no"));
        var children = await person.Page("/livssituationer/flytning/spoerg/children");
        Assert.True(children.QuerySelector("input[value=yes]")!.HasAttribute("checked"));
        // What is not signed in, and a source that does not answer, are asked as ever.
        using var stranger = portal.Portal.Stranger();
        Assert.Null((await stranger.Page("/livssituationer/flytning/spoerg/moved")).QuerySelector(".ov-known"));
        portal.Portal.Sources.Play(PortalHost.A, person.Number, (http, _) => { http.Response.StatusCode = 500; return Task.CompletedTask; });
        using var again = await portal.Portal.SignIn(person.Number);
        Assert.Null((await again.Page("/livssituationer/flytning/spoerg/moved")).QuerySelector(".ov-known"));
    }

    [Fact]
    public async Task A_source_that_does_not_answer_keeps_no_question_and_no_list_waiting_that_it_has_no_part_in()
    {
        using var person = await portal.Portal.SignIn();
        var since = portal.Today.AddDays(-4);
        portal.Portal.Sources.Hold(PortalHost.A, person.Number, asked => FakeSources.Item(asked, "r1", "registration", "Dig i CPR", new JsonObject
        {
            ["fields"] = new JsonArray(new JsonObject { ["label"] = FakeSources.Text("Bopæl siden"), ["value"] = FakeSources.Text("For nylig"), ["fact"] = new JsonObject { ["name"] = "address-since", ["value"] = Iso(since) } }),
        }));
        var asked = new TaskCompletionSource<CancellationToken>();
        var end = new TaskCompletionSource();
        portal.Portal.Sources.Play(PortalHost.B, person.Number, async (http, _) =>
        {
            asked.TrySetResult(http.RequestAborted);
            await end.Task;
        });
        var question = person.Page("/livssituationer/flytning/spoerg/moved");
        var aborted = await asked.Task;
        // The silent one is still waited for by others, and not yet given up, when the page is there.
        Assert.Contains("Bopæl siden", (await question).QuerySelector(".ov-known")!.TextContent, StringComparison.Ordinal);
        Assert.False(aborted.IsCancellationRequested);
        end.SetResult();
        await Keep(person, since);
        // It may tell of none of the tasks, and is not asked about them.
        var count = 0;
        portal.Portal.Sources.Play(PortalHost.B, person.Number, (_, _) => { Interlocked.Increment(ref count); return Task.CompletedTask; });
        using var again = await portal.Portal.SignIn(person.Number);
        Assert.NotEmpty((await again.Page(Saved)).QuerySelectorAll("article"));
        Assert.Equal(0, count);
    }

    [Fact]
    public void Each_thing_that_a_file_may_say_is_known_can_be_known() => Assert.Equal(JourneyFormat.JourneyReader.Known.Order(), KnownAnswers.Names.Order());

    [Fact]
    public async Task A_list_whose_rules_have_ended_can_be_seen_and_deleted_and_nothing_else()
    {
        var file = Path.Combine(folder.FullName, "new-job.yaml");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("valid: { from: 2023-07-01 }", $"valid: {{ from: 2023-07-01, to: {Iso(portal.Today.AddDays(30))} }}", StringComparison.Ordinal));
        await portal.DisposeAsync();
        portal = await ReminderPortal.Start(null, $"--Journeys:Folder={folder.FullName}");
        using var before = await portal.Portal.SignIn();
        await before.Walk("nyt-job", ("start", Iso(portal.Today.AddDays(10))), ("unemployed", "no"), ("several", "no"), ("gets", "-"));
        await SavedTests.Save(before, "nyt-job");
        portal.To(40, 12);
        using var after = await portal.Portal.SignIn(before.Number);
        await after.Page("/livssituationer/nyt-job", System.Net.HttpStatusCode.NotFound);
        Assert.NotNull((await after.Page("/livssituationer")).QuerySelector("a[href$='/nyt-job/gemt']"));
        var page = await after.Page("/livssituationer/nyt-job/gemt");
        Assert.Contains("gælder ikke længere", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(page.QuerySelectorAll("article"));
        Assert.Null(page.QuerySelector("form[action$='handler=Change']"));
        (await after.Submit(page, "form[action$='handler=Delete']")).Dispose();
        Assert.Empty((await after.Page("/livssituationer/nyt-job/gemt")).QuerySelectorAll("article"));
    }

    [Fact]
    public async Task Journeys_that_cannot_be_read_stop_the_start_and_say_why()
    {
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "moving.yaml"), "id: moving\n");
        var stopped = await Assert.ThrowsAsync<StartupException>(() => PortalHost.Start($"--Journeys:Folder={folder.FullName}"));
        Assert.Contains("moving.yaml:1", stopped.Message, StringComparison.Ordinal);
    }

    private Task Tell(Visitor person, string subject, long sequence, string status, string task) => portal.Tell("case.status-changed", person.Number, subject, sequence, new JsonObject
    {
        ["authority"] = new JsonObject { ["id"] = "99000011", ["name"] = FakeSources.Text("Kommunen") }, ["title"] = FakeSources.Text("Anmeldelse af flytning"), ["case"] = new JsonObject { ["status"] = status }, ["task"] = task,
    });

    // The test's source holds a case about the move that began just now.
    private void Hold(Visitor person, string status) => portal.Portal.Sources.Hold(PortalHost.A, person.Number, asked =>
    {
        var item = FakeSources.Case("c1", "Anmeldelse af flytning", status)(asked);
        item["case"]!["task"] = "moving/report-move";
        foreach (var step in item["case"]!["timeline"]!.AsArray()) step!["at"] = portal.Portal.Time.GetUtcNow().ToString("O");
        return item;
    });

    // All that is due of these notices has been handed over.
    private async Task NoticesSent()
    {
        for (var i = 0; i < 400; i++)
        {
            var now = portal.Portal.Time.GetUtcNow();
            await using (var db = await portal.Portal.Databases.CreateDbContextAsync())
            {
                if (!await db.Set<OutboxMessage>().AnyAsync(m => m.Type == TaskTold.Type && m.DoneAt == null && m.DueAt <= now)) return;
            }
            await Task.Delay(50);
        }
        Assert.Fail("The outbox was not emptied.");
    }
}
