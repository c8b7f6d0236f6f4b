using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Overblik.Population;
using static Overblik.Sim.Tests.Town;

namespace Overblik.Sim.Tests;

/// <summary>Each fault does what its name says, and only to the source it is set for.</summary>
public sealed class FaultTests
{
    private static readonly Person Mette = Named("mette-holm");
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private static Task<Answer> Ask(Town town, string source = Udk) => town.Hub.Ask(town.Client, source, TestHub.Body(Mette), areas: ["payment-details"]);

    [Theory]
    [InlineData("error500", 500)]
    [InlineData("429", 429)]
    [InlineData("503", 503)]
    [InlineData("token", 401)]
    public async Task A_fault_answers_with_its_status(string fault, int status)
    {
        await using var town = await With(null, $"--Faults:{Udk}", fault);
        var answer = await Ask(town);
        Assert.Equal(status, answer.Status);
        Assert.Equal(status is 429 or 503, answer.RetryAfter > 0);
        if (status != 500) Assert.StartsWith("source.", answer.Code, StringComparison.Ordinal);
        Assert.Equal(200, (await town.Hub.Ask(town.Client, "kommunen", TestHub.Body(Mette))).Status);
    }

    [Fact]
    public async Task Malformed_is_no_JSON_and_wrong_schema_is_JSON_of_another_shape()
    {
        await using var town = await With(null, $"--Faults:{Udk}", "malformed", "--Faults:kommunen", "wrong-schema");
        var malformed = (await Ask(town)).Text;
        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(malformed));
        using var json = JsonDocument.Parse((await Ask(town, "kommunen")).Text);
        Assert.Equal(JsonValueKind.Number, json.RootElement.GetProperty("version").ValueKind);
    }

    [Fact]
    public async Task Deep_is_nested_ten_thousand_levels()
    {
        await using var town = await With(null, $"--Faults:{Udk}", "deep");
        using var json = JsonDocument.Parse((await Ask(town)).Text, new() { MaxDepth = 10_001 });
        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(json.RootElement.GetRawText(), new() { MaxDepth = 10_000 }));
    }

    [Fact]
    public async Task Wrong_person_answers_with_the_items_and_the_subject_of_another()
    {
        await using var town = await With(null, $"--Faults:{Udk}", "wrong-person");
        var items = (await Ask(town)).Items;
        Assert.NotEmpty(items);
        Assert.All(items, it => Assert.Equal(TestHub.SubjectOf(Named("karen-mose").Cpr!), (string?)it!["subject"]));
    }

    [Fact]
    public async Task Huge_is_a_hundred_megabytes()
    {
        await using var town = await With(null, $"--Faults:{Udk}", "huge");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/{Udk}/v1/overview");
        using var answer = await town.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        await using var body = await answer.Content.ReadAsStreamAsync(Cancel);
        var (buffer, total) = (new byte[1 << 20], 0L);
        for (int read; (read = await body.ReadAsync(buffer, Cancel)) > 0;) total += read;
        Assert.InRange(total, 100_000_000, 101_000_000);
    }

    [Fact]
    public async Task Down_closes_the_connection()
    {
        await using var town = await With(null, $"--Faults:{Udk}", "down");
        await Assert.ThrowsAsync<HttpRequestException>(() => TestHub.Send(town.Client, Udk, "overview", "{}", null));
    }

    [Fact]
    public async Task Flapping_fails_every_other_call_in_one_way_and_the_other()
    {
        await using var town = await With(null, $"--Faults:{Udk}", "flapping");
        Assert.Equal(200, (await Ask(town)).Status);
        await Assert.ThrowsAsync<HttpRequestException>(() => Ask(town));
        Assert.Equal(200, (await Ask(town)).Status);
        Assert.Equal(500, (await Ask(town)).Status);
        Assert.Equal(200, (await Ask(town)).Status);
    }

    [Fact]
    public async Task Slow_waits_as_told_and_then_answers()
    {
        var time = new SteppingTime();
        await using var town = await With(time, $"--Faults:{Udk}", "slow:1234", "--Delay", "5");
        Assert.Equal(200, (await Ask(town)).Status);
        Assert.Contains(TimeSpan.FromMilliseconds(1239), time.Timers);
        Assert.Equal(200, (await town.Hub.Ask(town.Client, "kommunen", TestHub.Body(Mette))).Status);
        Assert.Contains(TimeSpan.FromMilliseconds(5), time.Timers);
    }

    [Fact]
    public async Task Drip_sends_one_byte_at_a_time()
    {
        await using var town = await With(null, $"--Faults:{Udk}", "drip:600000");
        var text = TestHub.Body(Mette).ToJsonString();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/{Udk}/v1/overview") { Content = new StringContent(text, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", town.Hub.Sign(TestHub.Claims(Udk, text, TestHub.SubjectOf(Mette.Cpr!), "payment-details")));
        using var answer = await town.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        await using var body = await answer.Content.ReadAsStreamAsync(Cancel);
        var buffer = new byte[100];
        Assert.Equal(1, await body.ReadAsync(buffer, Cancel));
        Assert.Equal((byte)'{', buffer[0]);
    }

    [Fact]
    public async Task Hanging_never_answers_and_ends_when_the_hub_hangs_up()
    {
        var time = new SteppingTime();
        await using var town = await With(time);
        using var set = await town.Client.PostAsJsonAsync($"/faults/{Udk}", new { fault = "hanging", delayMs = 77 }, Cancel);
        using var hangUp = new CancellationTokenSource();
        var call = town.Client.PostAsync($"/{Udk}/v1/overview", new StringContent("{}"), hangUp.Token);
        await time.Asked(TimeSpan.FromMilliseconds(77)).WaitAsync(Cancel); // the call has arrived
        Assert.False(call.IsCompleted);
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Set(town, "none");
        Assert.Equal(200, (await Ask(town)).Status);
    }

    [Fact]
    public async Task A_fault_is_set_by_the_API()
    {
        await using var town = await With();
        await Set(town, "503");
        Assert.Equal(503, (await Ask(town)).Status);
        await Set(town, "none");
        Assert.Equal(200, (await Ask(town)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await town.Client.PostAsJsonAsync("/faults/nobody", new { fault = "none" }, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await town.Client.PostAsJsonAsync($"/faults/{Udk}", new { fault = "tired" }, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await town.Client.PostAsJsonAsync($"/faults/{Udk}", new { fault = "slow", delayMs = -1 }, Cancel)).StatusCode);
    }

    [Fact]
    public async Task A_fault_is_set_by_the_form_and_only_with_its_token()
    {
        await using var town = await With();
        var html = new HtmlParser().ParseDocument(await town.Client.GetStringAsync("/", Cancel));
        Assert.Equal(Sources, html.QuerySelectorAll("h2").Select(it => it.Id));
        var form = html.QuerySelectorAll($"form[aria-labelledby={Udk}] input[type=hidden]").OfType<IHtmlInputElement>().ToDictionary(it => it.Name!, it => it.Value);
        (form["fault"], form["delayMs"]) = ("slow", "7");
        using var answer = await town.Client.PostAsync("/faults", new FormUrlEncodedContent(form), Cancel);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Contains("<strong>slow</strong>, 7 ms", await town.Client.GetStringAsync("/", Cancel), StringComparison.Ordinal);
        form.Remove("__RequestVerificationToken");
        Assert.Equal(HttpStatusCode.BadRequest, (await town.Client.PostAsync("/faults", new FormUrlEncodedContent(form), Cancel)).StatusCode);
    }

    [Fact]
    public async Task A_fault_that_does_not_exist_stops_the_start() =>
        await Assert.ThrowsAsync<FormatException>(() => With(null, $"--Faults:{Udk}", "tired"));

    private static async Task Set(Town town, string fault) =>
        Assert.Equal(HttpStatusCode.NoContent, (await town.Client.PostAsJsonAsync($"/faults/{Udk}", new { fault }, Cancel)).StatusCode);
}
