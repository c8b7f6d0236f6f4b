using System.Net;
using AngleSharp.Html.Dom;

namespace Overblik.Sim.Tests;

/// <summary>What the pages show.</summary>
public sealed class InboxPageTests
{
    private const string Hostile = "<script>alert(1)</script>";
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Markup_in_a_message_stays_text()
    {
        await using var postbox = await Postbox.Open();
        using var mailer = await postbox.Greet();
        await mailer.Send($"Subject: {Hostile}\r\nX-{Hostile}\r\nX-Own: \"'&{Hostile}\r\n\r\n{Hostile} http://localhost/\"onclick=\"a javascript:a()", "\"<b>\"@example.org");
        await InboxSmsTests.Send(postbox, """{"to":"+4500000000","text":"<script>alert(1)</script>"}""");
        foreach (var path in new[] { "/", "/message/1" })
        {
            var page = await postbox.Page(path);
            Assert.Contains(Hostile, page.Body!.TextContent, StringComparison.Ordinal);
            Assert.Empty(page.QuerySelectorAll("script, b, [onclick]"));
            Assert.All(page.QuerySelectorAll("a"), it => Assert.Matches("^(/|http://localhost/)", it.GetAttribute("href")!));
        }
        using var answer = await postbox.Client.GetAsync("/message/1", Cancel);
        Assert.StartsWith("default-src 'none';", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_e_mail_is_shown_in_full_and_its_links_can_be_followed()
    {
        await using var postbox = await Postbox.Open();
        using var mailer = await postbox.Greet();
        await mailer.Send("""
            From: Overblik <noreply@overblik.example>
            Subject: Bekr=?utf-8?q?=C3=A6?=ft
            List-Unsubscribe: <https://localhost/afmeld>
            Content-Type: multipart/alternative; boundary=x

            --x
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            Din kode er 123456. =C3=85bn (https://localhost/a?b=3D1&c=3D2), f=C3=B8r
              i morgen.
            --x
            Content-Type: text/html; charset=utf-8

            <html><head><title>Titel</title><style>p { color: red }</style></head><body><h1>Hej  &lt;Mette&gt;</h1><p>Åbn <a href="https://localhost/a?b=1&amp;c=2">her</a><br>nu</p></body></html>
            --x--
            """.ReplaceLineEndings("\r\n"), "mette@example.org");
        var page = await postbox.Page("/message/1?lang=en");
        Assert.Equal("en", page.DocumentElement.GetAttribute("lang"));
        Assert.Equal(["Din kode er 123456. Åbn (https://localhost/a?b=1&c=2), før\n  i morgen.", "Hej <Mette>\n\nÅbn her [https://localhost/a?b=1&c=2]\nnu"],
            page.QuerySelectorAll(".as-written").Select(it => it.TextContent.ReplaceLineEndings("\n")));
        Assert.Equal(["https://localhost/a?b=1&c=2", "https://localhost/a?b=1&c=2", "https://localhost/afmeld"], page.QuerySelectorAll("main a[href^=https]").Select(it => it.GetAttribute("href")));
        Assert.Contains("multipart/alternative", page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_is_in_two_languages_and_says_when_there_is_nothing()
    {
        await using var postbox = await Postbox.Open();
        Assert.Contains("Der er ikke sendt noget.", (await postbox.Page("/")).Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Nothing has been sent.", (await postbox.Page("/?lang=en")).Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal("ok", await postbox.Client.GetStringAsync("/live", Cancel));
        using var answer = await postbox.Client.GetAsync("/message/1", Cancel);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_fault_is_set_by_the_form_and_only_with_its_token()
    {
        await using var postbox = await Postbox.Open();
        var form = (await postbox.Page("/")).QuerySelector("form:has(#sms)")!.QuerySelectorAll("input[type=hidden]").OfType<IHtmlInputElement>().ToDictionary(it => it.Name!, it => it.Value);
        form["fault"] = "busy";
        using var answer = await postbox.Client.PostAsync("/faults", new FormUrlEncodedContent(form), Cancel);
        Assert.Equal("/?lang=da", answer.Headers.Location?.ToString());
        Assert.Equal("busy", ((IHtmlSelectElement)(await postbox.Page("/")).GetElementById("sms")!).Value);
        form["fault"] = "tired";
        Assert.Equal(HttpStatusCode.BadRequest, (await postbox.Client.PostAsync("/faults", new FormUrlEncodedContent(form), Cancel)).StatusCode);
        form["fault"] = "none";
        form.Remove("__RequestVerificationToken");
        Assert.Equal(HttpStatusCode.BadRequest, (await postbox.Client.PostAsync("/faults", new FormUrlEncodedContent(form), Cancel)).StatusCode);
    }
}
