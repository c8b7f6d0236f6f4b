using System.Text;

namespace Overblik.Sim.Tests;

/// <summary>The mail server, through sockets.</summary>
public sealed class InboxSmtpTests
{
    private const string Mette = "mette@example.org";

    [Fact]
    public async Task A_message_is_taken_with_its_dots_and_its_letters()
    {
        await using var postbox = await Postbox.Open();
        using var mailer = await postbox.Connect();
        Assert.StartsWith("220 localhost ESMTP", await mailer.Read(), StringComparison.Ordinal);
        var offered = await mailer.Say("EHLO portal.example");
        Assert.All(["SIZE 10485760", "8BITMIME", "SMTPUTF8", "PIPELINING", "ENHANCEDSTATUSCODES"], it => Assert.Contains(it, offered, StringComparison.Ordinal));
        await mailer.Talk(
            ("mail from:<noreply@overblik.example> SIZE=400 BODY=8BITMIME SMTPUTF8", "250 2.1.0"), ("RCPT TO:<søren@example.org>", "250 2.1.5"), ("DATA", "354 "),
            ("Subject: =?utf-8?q?Bekr=C3=A6ft?= din e-mail\r\nMessage-ID: <one@overblik.example>\r\nX-Long: a\r\n b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHej Søren\r\n..\r\n...\r\n.. to\r\n\r\nÆØÅ\r\n.", "250 2.0.0"),
            ("QUIT", "221 "));
        Assert.Equal("", await mailer.Read());
        var message = Assert.Single(await postbox.Messages())!;
        Assert.Equal(("smtp", "Bekræft din e-mail", "one@overblik.example"), ((string?)message["channel"], (string?)message["subject"], (string?)message["messageId"]));
        Assert.Equal(("noreply@overblik.example", "søren@example.org"), ((string?)message["from"], (string?)message["to"]![0]));
        Assert.Equal("Hej Søren\n.\n..\n. to\n\nÆØÅ\n", ((string?)message["text"])!.ReplaceLineEndings("\n"));
        Assert.Contains(message["headers"]!.AsArray(), it => (string?)it!["name"] == "X-Long" && (string?)it["value"] == "a b");
    }

    [Fact]
    public async Task Commands_may_come_at_once()
    {
        await using var postbox = await Postbox.Open();
        using var mailer = await postbox.Greet();
        await mailer.Write($"MAIL FROM:<>\r\nRCPT TO:<{Mette}>\r\nRCPT TO:<@relay.example:Postmaster>\r\nDATA\r\n");
        Assert.Equal("250 250 250 354 ", await Codes(mailer, 4));
        await mailer.Write($"Subject: a\r\n\r\na\r\n.\r\nMAIL FROM:<a@example.com>\r\nRSET\r\nRCPT TO:<{Mette}>\r\nNOOP\r\nQUIT\r\n");
        Assert.Equal("250 250 250 503 250 221 ", await Codes(mailer, 6));
        Assert.Equal([Mette, "Postmaster"], Assert.Single(await postbox.Messages())!["to"]!.AsArray().Select(it => (string?)it));
    }

    [Fact]
    public async Task Only_CR_LF_ends_a_line_and_it_may_come_in_pieces()
    {
        await using var postbox = await Postbox.Open();
        using var mailer = await postbox.Greet();
        foreach (var letter in $"MAIL FROM:<a@example.com>\r\nRCPT TO:<{Mette}>\r\nDATA\r\nSubject: a\r\n\r\n.\r.\n\r\n.") await mailer.Write($"{letter}");
        Assert.Equal("250 250 354 ", await Codes(mailer, 3));
        Assert.StartsWith("554 5.6.0 A line has CR or LF alone", await mailer.Say(""), StringComparison.Ordinal);
        Assert.Empty(await postbox.Messages());
    }

    [Fact]
    public async Task What_is_too_large_is_refused_and_the_conversation_goes_on()
    {
        await using var postbox = await Postbox.Open();
        using var mailer = await postbox.Greet();
        Assert.StartsWith("552 5.3.4", await mailer.Say("MAIL FROM:<a@example.com> SIZE=10485761"), StringComparison.Ordinal);
        Assert.StartsWith("500 5.5.2", await mailer.Say(new string('x', 5000)), StringComparison.Ordinal);
        var line = new string('x', 998) + "\r\n";
        const string Head = "Subject: a\r\n\r\n";
        Assert.StartsWith("250 ", await mailer.Send(Head + line + ".." + line[2..], Mette), StringComparison.Ordinal);
        Assert.StartsWith("554 5.6.0", await mailer.Send(Head + "x" + line, Mette), StringComparison.Ordinal);
        Assert.StartsWith("554 5.6.0", await mailer.Send(Head + new string('x', 100_000), Mette), StringComparison.Ordinal);
        Assert.StartsWith("552 5.3.4", await mailer.Send(Head + new StringBuilder().Insert(0, line, 10_486), Mette), StringComparison.Ordinal);
        Assert.StartsWith("250 ", await mailer.Send(Head + new StringBuilder().Insert(0, line, 10_400), Mette), StringComparison.Ordinal);
        Assert.Equal(2, (await postbox.Messages()).Count);
    }

    [Fact]
    public async Task Every_recipient_is_kept_and_only_so_many()
    {
        await using var postbox = await Postbox.Open();
        using var mailer = await postbox.Greet();
        Assert.StartsWith("250 ", await mailer.Send("Subject: a\r\n\r\na", Mette, "\"jonas birk\"@example.com"), StringComparison.Ordinal);
        Assert.Equal([Mette, "\"jonas birk\"@example.com"], Assert.Single(await postbox.Messages())!["to"]!.AsArray().Select(it => (string?)it));
        await mailer.Talk([("MAIL FROM:<a@example.com>", "250 "), .. Enumerable.Range(0, 100).Select(it => ($"RCPT TO:<a{it}@example.com>", "250 ")), ("RCPT TO:<b@example.com>", "452 4.5.3")]);
    }

    [Fact]
    public async Task The_same_Message_ID_is_one_message_that_came_twice()
    {
        await using var postbox = await Postbox.Open();
        using var mailer = await postbox.Greet();
        await mailer.Send("Subject: a\r\nMessage-ID: <1@overblik.example>\r\n\r\na", Mette);
        await mailer.Send("Subject: a\r\nMessage-ID: <1@overblik.example>\r\n\r\na", Mette);
        await mailer.Send("Subject: b\r\nMessage-ID: <2@overblik.example>\r\n\r\nb", Mette);
        await mailer.Send("Subject: c\r\n\r\nc", Mette);
        await mailer.Send("Subject: c\r\n\r\nc", Mette);
        Assert.Equal(["c 1", "c 1", "b 1", "a 2"], (await postbox.Messages()).Select(it => $"{it!["subject"]} {it["came"]}"));
        Assert.Contains("Kom 2 gange", (await postbox.Page("/")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_out_of_turn_or_wrong_is_answered_with_what_to_do()
    {
        await using var postbox = await Postbox.Open();
        using var mailer = await postbox.Connect();
        await mailer.Read();
        await mailer.Talk(
            ("MAIL FROM:<a@example.com>", "503 "), ("HELO", "501 "), ("HELO portal", "250 localhost"), ($"RCPT TO:<{Mette}>", "503 "), ("DATA", "503 "), ("DATA now", "501 "),
            ("MAIL FROM: <a@example.com>", "501 "), ("MAIL TO:<a@example.com>", "501 "), ("MAIL FROM:<a>", "501 "), ("MAIL FROM:<a@example.com> RET=HDRS", "555 "), ("MAIL FROM:<a@example.com> SIZE=-1", "555 "),
            ("MAIL FROM:<æ@example.com>", "553 5.6.7"), ($"MAIL FROM:<{new string('a', 250)}@example.com>", "501 5.1.7"), ("MAIL FROM:<a@example.com>", "250 "), ("MAIL FROM:<a@example.com>", "503 "),
            ("RCPT TO:<æ@example.com>", "553 5.6.7"), ("RCPT TO:<>", "501 "), ($"RCPT TO:<{Mette}> NOTIFY=NEVER", "555 "), ("DATA", "503 "),
            ("VRFY mette", "252 "), ("EXPN all", "502 "), ("STARTTLS", "500 "), ("a\tb", "500 "), ("", "500 "), ("NOOP really", "250 "), ("EHLO portal", "250-"), ("DATA", "503 "));
        Assert.StartsWith("554 5.6.0", await mailer.Send("", Mette), StringComparison.Ordinal);
        Assert.Empty(await postbox.Messages());
    }

    [Fact]
    public async Task Many_are_served_at_once_and_told_when_the_program_ends()
    {
        await using var postbox = await Postbox.Open();
        var mailers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => postbox.Greet()));
        Assert.All(await Task.WhenAll(mailers.Select((it, i) => it.Send($"Subject: {i}\r\n\r\na", Mette))), it => Assert.StartsWith("250 ", it, StringComparison.Ordinal));
        Assert.Equal(100, (await postbox.Messages()).Select(it => (string?)it!["subject"]).Distinct().Count());
        await postbox.Stop();
        Assert.All(await Task.WhenAll(mailers.Select(it => it.Read())), it => Assert.StartsWith("421 ", it, StringComparison.Ordinal));
        foreach (var mailer in mailers) mailer.Dispose();
    }

    [Fact]
    public async Task The_newest_thousand_are_kept_and_two_hundred_shown()
    {
        await using var postbox = await Postbox.Open();
        using var mailer = await postbox.Greet();
        for (var i = 0; i <= 1000; i++) await mailer.Send($"Subject: {i}\r\n\r\na", Mette);
        var subjects = (await postbox.Messages()).Select(it => (string?)it!["subject"]).ToArray();
        Assert.Equal((1000, "1000", "1"), (subjects.Length, subjects[0], subjects[^1]));
        Assert.Equal(200, (await postbox.Page("/")).QuerySelectorAll("ul.plain > li").Length);
    }

    private static async Task<string> Codes(Mailer mailer, int count)
    {
        var codes = "";
        for (var i = 0; i < count; i++) codes += (await mailer.Read())[..4];
        return codes;
    }
}
