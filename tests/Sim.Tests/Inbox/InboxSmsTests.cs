using System.Text;

namespace Overblik.Sim.Tests;

/// <summary>The SMS gateway: contracts/sms-gateway.yaml.</summary>
public sealed class InboxSmsTests
{
    private const string Hello = """{"to":"+4500000000","text":"Din kode er 123456","more":1}""";

    [Fact]
    public async Task A_message_is_sent_once_for_each_key()
    {
        await using var postbox = await Postbox.Open();
        var first = await Send(postbox, Hello, "a");
        var again = await Send(postbox, Hello, "a");
        var other = await Send(postbox, Hello, "b");
        Assert.Equal((201, 200, 201), (first.Status, again.Status, other.Status));
        Assert.Equal(first.Text, again.Text);
        Assert.NotEqual(first.Text, other.Text);
        var messages = await postbox.Messages();
        Assert.Equal(2, messages.Count);
        Assert.Equal(("sms", "+4500000000", "Din kode er 123456", (string?)other.Json["id"]), ((string?)messages[0]!["channel"], (string?)messages[0]!["to"]![0], (string?)messages[0]!["text"], (string?)messages[0]!["id"]));
        await ContractTests.Check([ContractTests.Line("Taken", first.Text), ContractTests.Line("Taken", again.Text)], "SmsContract");
    }

    [Fact]
    public async Task Of_many_at_once_with_one_key_one_is_sent()
    {
        await using var postbox = await Postbox.Open();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Send(postbox, Hello, "a")));
        Assert.Single(answers, it => it.Status == 201);
        Assert.Single(answers.Select(it => it.Text).Distinct());
        Assert.Single(await postbox.Messages());
    }

    [Fact]
    public async Task A_key_is_remembered_when_the_messages_are_forgotten()
    {
        await using var postbox = await Postbox.Open();
        await Send(postbox, Hello, "a");
        using var emptied = await postbox.Client.DeleteAsync("/api/messages", TestContext.Current.CancellationToken);
        Assert.Equal(204, (int)emptied.StatusCode);
        Assert.Equal(200, (await Send(postbox, Hello, "a")).Status);
        Assert.Empty(await postbox.Messages());
    }

    [Fact]
    public async Task What_is_wrong_is_answered_with_what_to_do_and_nothing_is_sent()
    {
        await using var postbox = await Postbox.Open(null, "--Sms:Token", "secret");
        await Send(postbox, Hello, "used", "secret");
        var lines = new List<string>();
        async Task Refused(int status, string code, string body, string? key = "k", string? token = "secret")
        {
            var answer = await Send(postbox, body, key, token);
            Assert.Equal((status, code, "application/problem+json"), (answer.Status, answer.Code, answer.MediaType));
            Assert.DoesNotContain("4500000000000000", answer.Text, StringComparison.Ordinal);
            lines.Add(ContractTests.Line("Problem", answer.Text));
        }
        await Refused(401, "sms.token-invalid", Hello, token: "demo");
        await Refused(401, "sms.token-invalid", Hello, token: null);
        await Refused(400, "sms.key-missing", Hello, key: null);
        await Refused(400, "sms.key-missing", Hello, key: new string('k', 256));
        await Refused(400, "sms.key-reused", """{"to":"+4500000000","text":"Another"}""", key: "used");
        foreach (var body in new[] { "", "{", "[]", "null", """{"to":"+4500000000"}""", """{"to":null,"text":"a"}""", """{"to":"+4500000000","text":7}""" })
            await Refused(400, "sms.body-malformed", body);
        foreach (var number in new[] { "", "00000000", "+45 00 00 00 00", "+0500000000", "+4500000000000000", "+45", "+4500000000\\n" })
            await Refused(400, "sms.number-invalid", $$"""{"to":"{{number}}","text":"a"}""");
        foreach (var text in new[] { "", "  ", new string('a', 1531) })
            await Refused(400, "sms.text-invalid", $$"""{"to":"+4500000000","text":"{{text}}"}""");
        Assert.Single(await postbox.Messages());
        await ContractTests.Check(lines, "SmsContract");
    }

    internal static async Task<Answer> Send(Postbox postbox, string body = Hello, string? key = "k", string? token = "demo")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/messages") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (token is not null) request.Headers.Authorization = new("Bearer", token);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        using var response = await postbox.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response.Headers.RetryAfter?.Delta?.TotalSeconds, response.Content.Headers.ContentType?.MediaType);
    }
}
