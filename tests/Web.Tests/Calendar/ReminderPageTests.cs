using System.Net;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Overblik.Calendar;
using Overblik.Platform.Ports;

namespace Overblik.Web.Tests;

/// <summary>The pages on which reminders are chosen, addresses are verified, and mails are stopped.</summary>
public sealed class ReminderPageTests : IAsyncLifetime
{
    private ReminderPortal at = null!;

    public async ValueTask InitializeAsync() => at = await ReminderPortal.Start();

    public ValueTask DisposeAsync() => at.DisposeAsync();

    [Fact]
    public async Task An_address_is_used_when_the_code_that_came_there_has_been_typed()
    {
        using var person = await at.Person();
        var page = await person.Page(AddressPage.Path);
        using (var wrong = await person.Submit(page, "form[action$=Email]", ("Email", "ingen adresse")))
            Assert.Contains("navn@eksempel.dk", (await Visitor.Parse(wrong)).QuerySelector(".form-error-message")!.TextContent, StringComparison.Ordinal);
        using (var sent = await person.Submit(page, "form[action$=Email]", ("Email", "nogen@example.org"))) Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
        var message = Assert.Single(at.Email.Taken);
        Assert.Equal("nogen@example.org", message.To.To);
        var code = message.Text["Din kode er ".Length..][..6];

        page = await person.Page(AddressPage.Path);
        Assert.Contains("nogen@example.org", page.Body!.TextContent, StringComparison.Ordinal);
        using (var refused = await person.Submit(page, "form[action$=Code]", ("Code", code == "111111" ? "222222" : "111111")))
            Assert.Contains("Det er ikke den kode", (await Visitor.Parse(refused)).Body!.TextContent, StringComparison.Ordinal);
        await at.Deadline(person, "f1", 1);
        at.To(0, 12, 20);
        await at.Settled();
        Assert.Single(at.Email.Taken);
        Assert.Equal(Channels.None, Assert.Single(await at.Notices(person.Person)).Asked);

        // Too late for the code: a new one.
        using var again = await at.Portal.SignIn(person.Number);
        using (var over = await again.Submit(await again.Page(AddressPage.Path), "form[action$=Code]", ("Code", code)))
            Assert.Contains("Få en ny", (await Visitor.Parse(over)).Body!.TextContent, StringComparison.Ordinal);
        using (await again.Submit(await again.Page(AddressPage.Path), "form[action$=Email]", ("Email", "nogen@example.org"))) { }
        code = at.Email.Taken.Last().Text["Din kode er ".Length..][..6];
        using (var taken = await again.Submit(await again.Page(AddressPage.Path), "form[action$=Code]", ("Code", code.Insert(3, " ")))) Assert.Equal(ReminderPage.Path, taken.Headers.Location!.ToString());
        // From now on, for all that the person is reminded of.
        Assert.Contains("E-mail: nogen@example.org", (await again.Page(ReminderPage.Path)).Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(Channels.Email, ReminderRules.Parse((await Choice(person))!.Rules)[CalendarKind.Deadline].Channels);
    }

    [Fact]
    public async Task A_code_is_not_guessed_and_not_sent_without_end()
    {
        using var person = await at.Person();
        using (await person.Submit(await person.Page(AddressPage.Path), "form[action$=Phone]", ("Phone", "00 00 00 00"))) { }
        var message = Assert.Single(at.Sms.Taken);
        Assert.Equal("+4500000000", message.To.To);
        var code = message.Text["Din kode er ".Length..][..6];
        var page = await person.Page(AddressPage.Path);
        for (var i = 0; i < Contacts.Tries; i++) using (await person.Submit(page, "form[action$=Code]", ("Code", code == "000000" ? "000001" : "000000"))) { }
        using (var over = await person.Submit(page, "form[action$=Code]", ("Code", code))) Assert.Equal(HttpStatusCode.OK, over.StatusCode);
        Assert.Equal(Channels.None, await at.Portal.App.Services.GetRequiredService<Contacts>().Reached(person.Person, default));
        for (var i = 1; i < Contacts.CodesPerHour; i++) using (await person.Submit(page, "form[action$=Phone]", ("Phone", "00000000"))) { }
        using var many = await person.Submit(page, "form[action$=Phone]", ("Phone", "00000000"));
        Assert.Contains("5 koder og prøver i timen", (await Visitor.Parse(many)).Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(Contacts.CodesPerHour, at.Sms.Taken.Count);
    }

    [Fact]
    public async Task What_is_chosen_on_the_page_is_what_holds()
    {
        using var person = await at.Person(Channels.Email, Channels.Sms);
        var page = await person.Page(ReminderPage.Path);
        Assert.Equal(["14", "3", "0"], Ticked(page, "Days[Deadline]"));
        Assert.Equal(["7", "1"], Ticked(page, "Days[Appointment]"));
        Assert.Empty(Ticked(page, "Days[Payment]"));
        var fields = new List<KeyValuePair<string, string>>
        {
            new("__RequestVerificationToken", page.QuerySelector("form[action$=Save] input[name=__RequestVerificationToken]")!.GetAttribute("value")!),
            new("Days[Deadline]", "7"), new("Days[Deadline]", "1"), new("Days[Deadline]", "99"), new("Ways[Deadline]", "Sms"), new("SendAt", "17:00"), new("QuietFrom", "22:00"), new("QuietTo", "06:00"), new("Digest", "true"),
        };
        using (var saved = await person.Send(new HttpRequestMessage(HttpMethod.Post, ReminderPage.Path + "?handler=Save") { Content = new FormUrlEncodedContent(fields) })) Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        page = await person.Page(ReminderPage.Path);
        Assert.Contains("Dine valg er gemt", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["7", "1"], Ticked(page, "Days[Deadline]"));
        Assert.Empty(Ticked(page, "Days[Appointment]"));
        Assert.Equal(["Sms"], Ticked(page, "Ways[Deadline]"));
        var choice = (await Choice(person))!;
        Assert.Equal((new TimeOnly(17, 0), new TimeOnly(22, 0), new TimeOnly(6, 0), true, false), (choice.SendAt, choice.QuietFrom, choice.QuietTo, choice.Digest, choice.Escalate));

        fields[fields.FindIndex(field => field.Key == "SendAt")] = new("SendAt", "23:00");
        using var refused = await person.Send(new HttpRequestMessage(HttpMethod.Post, ReminderPage.Path + "?handler=Save") { Content = new FormUrlEncodedContent(fields) });
        var again = await Visitor.Parse(refused);
        Assert.Contains("uden for de timer", again.QuerySelector(".form-error-message")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["7", "1"], Ticked(again, "Days[Deadline]"));
        Assert.Equal(new TimeOnly(17, 0), (await Choice(person))!.SendAt);
    }

    [Fact]
    public async Task One_date_can_have_reminders_of_its_own_or_be_put_off()
    {
        using var person = await at.Person(Channels.Email);
        await at.Deadline(person, "f1", 10);
        await at.Deadline(person, "f2", 10);
        at.To(0, 12, 20);
        await at.Settled();
        at.Email.Taken.Clear();
        const string path = "/kalender/paamindelser/om/alfa/deadline-f1";
        using var again = await at.Portal.SignIn(person.Number);
        using (await again.Submit(await again.Page(path), "form[action$=Days]", ("Days", "7"))) { }
        var page = await again.Page(path);
        Assert.Contains("Svar på brevet", page.QuerySelector(".ov-lead")!.TextContent, StringComparison.Ordinal);
        using (await again.Submit(await again.Page("/kalender/paamindelser/om/alfa/deadline-f2"), "form[action$=Snooze]", ("Snooze", "1"))) { }
        Assert.Contains("Det er udskudt", (await again.Page("/kalender/paamindelser/om/alfa/deadline-f2")).Body!.TextContent, StringComparison.Ordinal);
        at.To(1, 9);
        await at.Settled();
        Assert.StartsWith("Du har en frist hos Styrelsen for Prøver om 9 dage, ", Assert.Single(at.Email.Taken).Subject, StringComparison.Ordinal);
        using var other = await at.Person();
        await other.Page(path, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_mail_program_stops_the_mails_of_a_kind_with_one_post()
    {
        using var person = await at.Person(Channels.Email, Channels.Sms);
        await at.Deadline(person, "f1", 15);
        at.To(1, 9);
        await at.Settled();
        var away = Assert.Single(at.Email.Taken).Unsubscribe!;
        Assert.Null(Assert.Single(at.Sms.Taken).Unsubscribe);
        using var nobody = at.Portal.Stranger();
        // A program that only follows links changes nothing.
        var page = await nobody.Page(away.PathAndQuery);
        Assert.Contains("Vil du ikke have flere e-mails om frister?", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.True((await Rule(person, CalendarKind.Deadline)).HasFlag(Channels.Email));
        using (var done = await nobody.Send(new HttpRequestMessage(HttpMethod.Post, away.PathAndQuery) { Content = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]) })) Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        Assert.Equal(Channels.Sms, await Rule(person, CalendarKind.Deadline));
        Assert.Equal(Channels.Email | Channels.Sms, await Rule(person, CalendarKind.Appointment));
        var forged = away.PathAndQuery[..^4] + (away.PathAndQuery.EndsWith("AAAA", StringComparison.Ordinal) ? "BBBB" : "AAAA");
        await nobody.Page(forged, HttpStatusCode.NotFound);
        // Not even when it is near and nothing has been looked at.
        at.To(11, 9);
        await at.Settled();
        Assert.Equal((1, 2), (at.Email.Tried.Count, at.Sms.Taken.Count));
    }

    [Fact]
    public async Task They_are_for_citizens_who_are_signed_in()
    {
        using var nobody = at.Portal.Stranger();
        foreach (var path in new[] { ReminderPage.Path, AddressPage.Path, SentPage.Path, "/kalender/paamindelser/om/alfa/deadline-f1" })
        {
            using var response = await nobody.Get(path);
            Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        }
    }

    [Fact]
    public async Task A_trial_goes_to_every_address()
    {
        using var person = await at.Person(Channels.Email, Channels.Sms);
        using (var tried = await person.Submit(await person.Page(ReminderPage.Path), "form[action$=Try]")) Assert.Contains("Prøven er sendt", (await Visitor.Parse(tried)).Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal((1, 1), (at.Email.Taken.Count, at.Sms.Taken.Count));
        at.Email.Answer = at.Sms.Answer = _ => Delivery.Later;
        using var failed = await person.Submit(await person.Page(ReminderPage.Path), "form[action$=Try]");
        Assert.Contains("kunne ikke sendes", (await Visitor.Parse(failed)).Body!.TextContent, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Ticked(IDocument page, string name) => [.. page.QuerySelectorAll($"input[name='{name}']").Where(box => box.HasAttribute("checked")).Select(box => box.GetAttribute("value")!)];

    private Task<ReminderChoice?> Choice(Visitor person) => at.Portal.App.Services.GetRequiredService<Reminders>().Find(person.Person, default);

    private async Task<Channels> Rule(Visitor person, CalendarKind kind) => ReminderRules.Parse((await Choice(person))!.Rules)[kind].Channels;
}
