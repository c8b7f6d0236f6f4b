using System.Text.Json.Nodes;
using Overblik.Population;
using static Overblik.Sim.Tests.Town;

namespace Overblik.Sim.Tests;

/// <summary>Rule 6 of the contract: what a source refuses, and with which code.</summary>
public sealed class TokenTests(Town town) : IClassFixture<Town>
{
    private static readonly Person Mette = Named("mette-holm");

    private Task<Answer> Ask(Action<JsonObject> spoil) => town.Hub.Ask(town.Client, Udk, TestHub.Body(Mette), spoil: spoil);

    [Fact]
    public async Task A_right_token_is_accepted() => Assert.Equal(200, (await Ask(_ => { })).Status);

    [Theory]
    [InlineData("iss", "https://another.test", "token-invalid")]
    [InlineData("jti", null, "token-invalid")]
    [InlineData("jti", "", "token-invalid")]
    [InlineData("areas", null, "token-invalid")]
    [InlineData("exp", null, "token-invalid")]
    [InlineData("exp", "soon", "token-invalid")]
    [InlineData("aud", "kommunen", "token-wrong-audience")]
    [InlineData("aud", null, "token-wrong-audience")]
    [InlineData("body", "AAAA", "token-wrong-body")]
    [InlineData("body", null, "token-wrong-body")]
    [InlineData("sub", "AAAA", "token-wrong-subject")]
    [InlineData("sub", null, "token-wrong-subject")]
    public async Task A_wrong_claim_is_refused_with_its_code(string claim, string? value, string code)
    {
        var answer = await Ask(it => { if (value is null) it.Remove(claim); else it[claim] = value; });
        Assert.Equal((401, "source." + code, "application/problem+json"), (answer.Status, answer.Code, answer.MediaType));
    }

    [Theory]
    [InlineData("acr", "low", "assurance-too-low")]
    [InlineData("acr", "best", "assurance-too-low")]
    [InlineData("acr", null, "assurance-too-low")]
    [InlineData("purpose", "curiosity", "purpose-not-allowed")]
    [InlineData("purpose", null, "purpose-not-allowed")]
    [InlineData("purpose", "reminder", "purpose-not-allowed")]
    public async Task A_call_that_is_not_allowed_is_forbidden(string claim, string? value, string code)
    {
        var answer = await Ask(it => { if (value is null) it.Remove(claim); else it[claim] = value; });
        Assert.Equal((403, "source." + code), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData(-91, -31)] // past the skew
    [InlineData(-30, 31)] // lives 61 seconds
    [InlineData(31, 91)] // not yet, past the skew
    [InlineData(10, 10)]
    public async Task A_token_outside_its_time_is_refused(int issued, int expires)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var answer = await Ask(it => (it["iat"], it["exp"]) = (now + issued, now + expires));
        Assert.Equal((401, "source.token-expired"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_token_within_the_skew_is_accepted()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal(200, (await Ask(it => (it["iat"], it["exp"]) = (now - 70, now - 10))).Status);
    }

    [Fact]
    public async Task A_missing_token_is_refused()
    {
        var answer = await TestHub.Send(town.Client, Udk, "overview", "{}", token: null);
        Assert.Equal((401, "source.token-missing"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_token_of_another_form_key_or_algorithm_is_refused()
    {
        var body = TestHub.Body(Mette).ToJsonString();
        var claims = TestHub.Claims(Udk, body, TestHub.SubjectOf(Mette.Cpr!));
        var right = town.Hub.Sign(claims);
        string[] wrong =
        [
            "x", "a.b.c", "..", right + ".x", right[..^4], right[..^8] + "AAAAAAAA", new('x', 10_000),
            town.Hub.Sign(claims, algorithm: "none"), town.Hub.Sign(claims, algorithm: "HS256"), town.Hub.Sign(claims, keyId: "another"),
        ];
        foreach (var token in wrong)
            Assert.Equal((401, "source.token-invalid"), await TestHub.Send(town.Client, Udk, "overview", body, token) is var answer ? (answer.Status, answer.Code) : default);
    }

    [Fact]
    public async Task A_token_is_good_for_one_call_with_the_body_it_was_made_for()
    {
        var body = TestHub.Body(Mette).ToJsonString();
        var token = town.Hub.Sign(TestHub.Claims(Udk, body, TestHub.SubjectOf(Mette.Cpr!)));
        Assert.Equal("source.token-wrong-body", (await TestHub.Send(town.Client, Udk, "overview", body + " ", token)).Code);
        Assert.Equal(200, (await TestHub.Send(town.Client, Udk, "overview", body, token)).Status);
        Assert.Equal("source.token-replayed", (await TestHub.Send(town.Client, Udk, "overview", body, token)).Code);
    }

    [Fact]
    public async Task A_token_for_one_person_does_not_open_another()
    {
        var answer = await Ask(it => it["sub"] = TestHub.SubjectOf(Named("henrik-skov").Cpr!));
        Assert.Equal("source.token-wrong-subject", answer.Code);
    }

    [Fact]
    public async Task Only_agreed_areas_may_be_asked_for_and_only_they_are_answered()
    {
        await using var own = await With(null, $"--Areas:{Udk}", "housing-benefit,payment-details");
        var body = TestHub.Body(Mette);
        var refused = await own.Hub.Ask(own.Client, Udk, body, areas: ["housing-benefit", "state-pension"]);
        Assert.Equal((403, "source.area-not-agreed"), (refused.Status, refused.Code));
        var answer = await own.Hub.Ask(own.Client, Udk, body, areas: ["payment-details"]);
        Assert.All(answer.Items, it => Assert.Equal("payment-details", (string?)it!["area"]));
        Assert.Equal(["message", "registration"], answer.Json["counts"]!.AsArray().Select(it => (string?)it!["kind"]).Order());
    }

    [Fact]
    public async Task A_reminder_opens_the_one_item_it_names_and_nothing_else()
    {
        var items = (await Ask(_ => { })).Items;
        var body = TestHub.Body(Mette);
        (body["kind"], body["id"]) = (items[0]!["kind"]!.DeepClone(), items[0]!["id"]!.DeepClone());
        void Reminder(JsonObject claims, JsonNode item)
        {
            claims.Remove("acr");
            (claims["purpose"], claims["item"]) = ("reminder", item.DeepClone());
        }
        Task<Answer> Item(Action<JsonObject> spoil) => town.Hub.Ask(town.Client, Udk, body, "item", spoil);
        Assert.Equal(200, (await Item(it => Reminder(it, items[0]!["id"]!))).Status);
        Assert.Equal("source.purpose-not-allowed", (await Item(it => Reminder(it, items[1]!["id"]!))).Code);
        Assert.Equal("source.purpose-not-allowed", (await Item(it => { Reminder(it, items[0]!["id"]!); it["acr"] = "high"; })).Code);
    }

    [Fact]
    public async Task The_hubs_keys_are_fetched_when_needed_and_again_when_one_is_unknown()
    {
        var time = new SteppingTime();
        await using var own = await With(time);
        var body = TestHub.Body(Mette);
        own.Hub.IsDown = true;
        var down = await own.Hub.Ask(own.Client, Udk, body);
        Assert.Equal((503, "source.unavailable"), (down.Status, down.Code));
        own.Hub.IsDown = false;
        time.Step(5);
        Assert.Equal(200, (await own.Hub.Ask(own.Client, Udk, body)).Status);
        Assert.Equal(200, (await own.Hub.Ask(own.Client, Udk, body)).Status);
        Assert.Equal(2, own.Hub.Fetches);
        own.Hub.NewKey("key-2");
        Assert.Equal(401, (await own.Hub.Ask(own.Client, Udk, body)).Status); // fetched a moment ago: not again so soon
        time.Step(5);
        Assert.Equal(200, (await own.Hub.Ask(own.Client, Udk, body)).Status);
        Assert.Equal(3, own.Hub.Fetches);
    }
}
