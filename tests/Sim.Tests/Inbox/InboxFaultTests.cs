using System.Net;
using System.Net.Http.Json;

namespace Overblik.Sim.Tests;

/// <summary>Each fault does what its name says, and only to its channel.</summary>
public sealed class InboxFaultTests
{
    private const string Mail = "Subject: a\r\n\r\na";
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_mail_server_refuses_or_is_busy_at_each_recipient()
    {
        await using var postbox = await Postbox.Open(null, "--Faults:smtp", "reject");
        using var mailer = await postbox.Greet();
        await mailer.Talk(("MAIL FROM:<a@example.com>", "250 "), ("RCPT TO:<a@example.org>", "550 5.1.1"));
        await postbox.Set("smtp", "busy");
        await mailer.Talk(("RCPT TO:<a@example.org>", "451 4.3.2"), ("DATA", "503 "), ("RSET", "250 "));
        Assert.Equal(201, (await InboxSmsTests.Send(postbox)).Status);
        await postbox.Set("smtp", "none");
        Assert.StartsWith("250 ", await mailer.Send(Mail, "a@example.org"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_mail_server_is_down_for_the_new_and_the_old()
    {
        await using var postbox = await Postbox.Open();
        using var old = await postbox.Greet();
        await postbox.Set("smtp", "down");
        Assert.Equal("", await old.Say("NOOP"));
        using var young = await postbox.Connect();
        Assert.Equal("", await young.Read());
    }

    [Fact]
    public async Task The_slow_have_taken_the_message_before_they_answer()
    {
        var time = new SteppingTime();
        await using var postbox = await Postbox.Open(time, "--Faults:smtp", "slow", "--Faults:sms", "slow", "--Faults:push", "slow");
        using var mailer = await postbox.Greet();
        Assert.StartsWith("250 ", await mailer.Send(Mail, "a@example.org"), StringComparison.Ordinal);
        Assert.Equal(1, Waits(time));
        Assert.Equal(201, (await InboxSmsTests.Send(postbox)).Status);
        Assert.Equal(2, Waits(time));
        using var push = await InboxPushTests.Send(postbox, 1, ("TTL", "1"));
        Assert.Equal((HttpStatusCode.Created, 3), (push.StatusCode, Waits(time)));
        Assert.Equal(3, (await postbox.Messages()).Count);
    }

    [Theory]
    [InlineData("reject", 400)]
    [InlineData("busy", 429)]
    public async Task The_gateway_and_the_push_service_answer_with_the_status(string fault, int status)
    {
        await using var postbox = await Postbox.Open();
        await postbox.Set("sms", fault);
        var sms = await InboxSmsTests.Send(postbox);
        Assert.Equal((status, status == 429), (sms.Status, sms.RetryAfter > 0));
        await ContractTests.Check([ContractTests.Line("Problem", sms.Text)], "SmsContract");
        using var healthy = await InboxPushTests.Send(postbox, 1, ("TTL", "1"));
        Assert.Equal(HttpStatusCode.Created, healthy.StatusCode);
        await postbox.Set("push", fault);
        using var push = await InboxPushTests.Send(postbox, 1, ("TTL", "1"));
        Assert.Equal((status, status == 429), ((int)push.StatusCode, push.Headers.RetryAfter is not null));
        Assert.Single(await postbox.Messages());
    }

    [Fact]
    public async Task The_gateway_and_the_push_service_close_the_connection()
    {
        await using var postbox = await Postbox.Open(null, "--Faults:sms", "down", "--Faults:push", "down");
        await Assert.ThrowsAsync<HttpRequestException>(() => InboxSmsTests.Send(postbox));
        await Assert.ThrowsAsync<HttpRequestException>(() => InboxPushTests.Send(postbox, 1, ("TTL", "1")));
        Assert.Empty(await postbox.Messages());
    }

    [Fact]
    public async Task What_does_not_exist_is_no_channel_and_no_fault()
    {
        await using var postbox = await Postbox.Open();
        Assert.Equal(HttpStatusCode.NotFound, (await postbox.Client.PostAsJsonAsync("/faults/letter", new { fault = "none" }, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await postbox.Client.PostAsJsonAsync("/faults/sms", new { fault = "tired" }, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await postbox.Client.PostAsJsonAsync("/faults/sms", new { }, Cancel)).StatusCode);
        await Assert.ThrowsAsync<FormatException>(() => Postbox.Open(null, "--Faults:smtp", "tired"));
    }

    private static int Waits(SteppingTime time) => time.Timers.Count(it => it == TimeSpan.FromSeconds(3));
}
