using System.Text.Json.Nodes;
using Overblik.Population;
using static Overblik.Sim.Tests.Town;

namespace Overblik.Sim.Tests;

/// <summary>The answers themselves.</summary>
public sealed class OverviewTests(Town town) : IClassFixture<Town>
{
    private Task<Answer> Ask(Person person, string source = Udk, Action<JsonObject>? change = null)
    {
        var body = TestHub.Body(person);
        change?.Invoke(body);
        return town.Hub.Ask(town.Client, source, body);
    }

    [Fact]
    public async Task Each_persona_has_what_is_promised()
    {
        foreach (var persona in Persona.All.Where(it => it.Person.Cpr is not null))
        {
            var items = new List<JsonNode>();
            foreach (var source in Sources) items.AddRange((await Ask(persona.Person, source)).Items!);
            var kinds = items.Select(it => (string)it["kind"]!).Distinct().Count();
            Assert.True(persona.Person.Volume switch
            {
                Volume.Nothing => items.Count == 0,
                Volume.Many => items.Count is >= 50 and <= 70 && kinds == 9,
                _ when persona.Person.Country is not null || persona.Person.Birth.Year > 2010 => items.Count is >= 3 and <= 12 && kinds >= 2,
                _ => items.Count is >= 9 and <= 30 && kinds >= 5,
            }, $"{persona.Id}: {items.Count} items of {kinds} kinds");
            var subject = TestHub.SubjectOf(persona.Person.Cpr!);
            Assert.All(items, it => Assert.Equal(subject, (string?)it["subject"]));
            Assert.Equal(items.Count, items.Select(it => (string?)it["id"]).Distinct().Count());
        }
    }

    [Fact]
    public async Task A_moved_date_goes_on_with_the_days()
    {
        var time = new SteppingTime();
        await using var older = await With(time);
        await using var younger = await With(null, "--Today", "2026-12-28");
        const int Seconds = 35 * 24 * 3600;
        time.Step(Seconds);
        var body = TestHub.Body(Named("karen-mose"));
        var moved = await older.Hub.Ask(older.Client, Udk, body, spoil: claims => (claims["iat"], claims["exp"]) = ((long)claims["iat"]! + Seconds, (long)claims["exp"]! + Seconds));
        var fresh = await younger.Hub.Ask(younger.Client, Udk, body);
        Assert.Equal(fresh.Items.ToJsonString(), moved.Items.ToJsonString());
        Assert.NotEqual((await Ask(Named("karen-mose"))).Items.ToJsonString(), moved.Items.ToJsonString());
    }

    [Fact]
    public async Task An_answer_is_newest_first_and_counts_what_there_is()
    {
        var answer = await Ask(Named("karen-mose"), "kommunen");
        var updated = answer.Items.Select(it => (DateTimeOffset)it!["updatedAt"]!).ToArray();
        Assert.Equal(updated.OrderDescending(), updated);
        foreach (var row in answer.Json["counts"]!.AsArray())
        {
            var ofKind = answer.Items.Where(it => (string?)it!["kind"] == (string?)row!["kind"]).ToArray();
            Assert.Equal((ofKind.Length, ofKind.Count(it => (bool)it!["open"]!)), ((int)row!["total"]!, (int)row["open"]!));
        }
    }

    [Fact]
    public async Task Only_the_open_and_only_some_kinds_can_be_asked_for_and_the_counts_stay()
    {
        var all = await Ask(Named("karen-mose"), "kommunen");
        var open = await Ask(Named("karen-mose"), "kommunen", it => it["openOnly"] = true);
        Assert.Equal(all.Items.Count(it => (bool)it!["open"]!), open.Items.Count);
        Assert.Equal(all.Json["counts"]!.ToJsonString(), open.Json["counts"]!.ToJsonString());
        var cases = await Ask(Named("karen-mose"), "kommunen", it => it["kinds"] = new JsonArray("case"));
        Assert.NotEmpty(cases.Items);
        Assert.All(cases.Items, it => Assert.Equal("case", (string?)it!["kind"]));
        Assert.Equal(all.Json["counts"]!.ToJsonString(), cases.Json["counts"]!.ToJsonString());
    }

    [Fact]
    public async Task A_known_version_is_answered_unchanged_until_the_question_differs()
    {
        var version = (string)(await Ask(Named("mette-holm"))).Json["version"]!;
        var again = await Ask(Named("mette-holm"), change: it => it["knownVersion"] = version);
        Assert.True((bool)again.Json["unchanged"]!);
        Assert.Equal(version, (string?)again.Json["version"]);
        Assert.Null(again.Json["items"]);
        var other = await Ask(Named("mette-holm"), change: it => (it["knownVersion"], it["kinds"]) = (version, new JsonArray("message")));
        Assert.Null(other.Json["unchanged"]);
    }

    [Fact]
    public async Task The_cursor_leads_through_all_of_a_kind_and_no_other()
    {
        await using var own = await With(null, "--PageSize", "2");
        var whole = (await Ask(Named("karen-mose"), "kommunen")).Items.Where(it => (string?)it!["kind"] == "case").Select(it => (string?)it!["id"]).ToArray();
        var body = TestHub.Body(Named("karen-mose"));
        body["kinds"] = new JsonArray("case");
        var seen = new List<string?>();
        for (var cursor = ""; cursor is not null;)
        {
            if (cursor.Length > 0) body["cursor"] = cursor;
            var answer = await own.Hub.Ask(own.Client, "kommunen", body);
            Assert.InRange(answer.Items.Count, 1, 2);
            Assert.All(answer.Items, it => Assert.Equal("case", (string?)it!["kind"]));
            seen.AddRange(answer.Items.Select(it => (string?)it!["id"]));
            cursor = (string?)answer.Json["counts"]!.AsArray().Single(it => (string?)it!["kind"] == "case")!["cursor"];
        }
        Assert.Equal(whole, seen);
    }

    [Fact]
    public async Task A_cursor_that_is_wrong_or_another_persons_is_refused()
    {
        await using var own = await With(null, "--PageSize", "1");
        var first = await own.Hub.Ask(own.Client, "kommunen", TestHub.Body(Named("karen-mose")));
        var cursor = first.Json["counts"]!.AsArray().Select(it => (string?)it!["cursor"]).First(it => it is not null)!;
        foreach (var (person, wrong) in new[] { ("mette-holm", cursor), ("karen-mose", cursor + "x"), ("karen-mose", "x"), ("karen-mose", "") })
        {
            var body = TestHub.Body(Named(person));
            body["cursor"] = wrong;
            var answer = await own.Hub.Ask(own.Client, "kommunen", body);
            Assert.Equal((400, "source.cursor-invalid"), (answer.Status, answer.Code));
        }
    }

    [Fact]
    public async Task A_person_unknown_to_the_source_has_no_items()
    {
        var body = TestHub.Body("6101900000");
        Assert.Null(Town.People.ByCpr("6101900000"));
        foreach (var request in new[] { body, TestHub.Body("34051178", "cvr") })
        {
            var answer = await town.Hub.Ask(town.Client, Udk, request);
            Assert.Equal(200, answer.Status);
            Assert.Empty(answer.Items);
            Assert.All(answer.Json["counts"]!.AsArray(), it => Assert.Equal(0, (int)it!["total"]!));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"identifier":{"type":"cpr","value":"123"},"subjectKey":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"}""")]
    [InlineData("""{"identifier":{"type":"cpr","value":"6101900000"},"subjectKey":"AAEC"}""")]
    [InlineData("""{"identifier":{"type":"name","value":"6101900000"},"subjectKey":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"}""")]
    [InlineData("""{"identifier":{"type":"cpr","value":"6101900000"},"subjectKey":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","kinds":["parcel"]}""")]
    public async Task A_malformed_body_is_refused(string body)
    {
        var answer = await TestHub.Send(town.Client, Udk, "overview", body, town.Hub.Sign(TestHub.Claims(Udk, body, "x")));
        Assert.Equal((400, "source.body-malformed"), (answer.Status, answer.Code));
        Assert.DoesNotContain("6101900000", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_fields_are_ignored() => Assert.Equal(200, (await Ask(Named("mette-holm"), change: it => it["future"] = new JsonObject { ["a"] = 1 })).Status);

    [Fact]
    public async Task An_item_in_full_has_the_earlier_payments_and_the_overview_has_not()
    {
        var person = Named("inger-toft");
        var pension = (await Ask(person)).Items.First(it => (string?)it!["kind"] == "benefit")!;
        Assert.Null(pension["benefit"]!["paid"]);
        var body = TestHub.Body(person);
        (body["kind"], body["id"]) = ("benefit", pension["id"]!.DeepClone());
        var item = (await town.Hub.Ask(town.Client, Udk, body, "item")).Json["item"]!;
        var paid = item["benefit"]!["paid"]!.AsArray().Select(it => DateOnly.Parse((string)it!["date"]!, null)).ToArray();
        Assert.NotEmpty(paid);
        Assert.Equal(paid.OrderDescending(), paid);
        Assert.True(paid[0] < DateOnly.Parse((string)item["benefit"]!["next"]!["date"]!, null));
    }

    [Fact]
    public async Task An_item_that_is_not_there_and_one_of_somebody_else_are_answered_alike()
    {
        var other = (await Ask(Named("henrik-skov"))).Items[0]!;
        var answers = new List<Answer>();
        foreach (var id in new[] { (string)other["id"]!, "nothing" })
        {
            var body = TestHub.Body(Named("mette-holm"));
            (body["kind"], body["id"]) = (other["kind"]!.DeepClone(), id);
            answers.Add(await town.Hub.Ask(town.Client, Udk, body, "item"));
        }
        Assert.Equal((404, "source.item-unknown"), (answers[0].Status, answers[0].Code));
        Assert.Equal(answers[1], answers[0]);
    }

    [Fact]
    public async Task An_id_is_the_same_next_month_and_a_protected_address_says_so()
    {
        await using var later = await With(null, "--Today", "2026-12-24");
        static string? Id(Answer it) => (string?)it.Items.Single(item => (string?)item!["kind"] == "registration")!["id"];
        var now = await Ask(Named("jonas-birk"), "cpr");
        Assert.Equal(Id(now), Id(await later.Hub.Ask(later.Client, "cpr", TestHub.Body(Named("jonas-birk")))));
        Assert.Contains(now.Items.Single(it => (string?)it!["kind"] == "registration")!["registration"]!["fields"]!.AsArray(), it => (bool)it!["protected"]!);
    }
}
