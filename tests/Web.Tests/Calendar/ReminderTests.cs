using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Overblik.Calendar;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Web.Tests;

/// <summary>When a person is reminded, of what, and when not.</summary>
public sealed class ReminderTests : IAsyncLifetime
{
    private ReminderPortal at = null!;

    public async ValueTask InitializeAsync() => at = await ReminderPortal.Start();

    public ValueTask DisposeAsync() => at.DisposeAsync();

    [Fact]
    public async Task A_deadline_that_an_authority_tells_is_reminded_of_14_and_3_days_before_and_on_the_day()
    {
        using var person = await at.Person(Channels.Email);
        var start = at.Today.DayNumber;
        var due = at.Today.AddDays(20).ToString("dddd 'den' d. MMMM", System.Globalization.CultureInfo.GetCultureInfo("da-DK"));
        await at.Deadline(person, "f1", 20);
        foreach (var (days, said) in new[] { (6, "om 14 dage"), (17, "om 3 dage"), (20, "i dag") })
        {
            at.To(days - (at.Today.DayNumber - start), 7, 59);
            var before = at.Email.Taken.Count;
            await at.Settled();
            Assert.Equal(before, at.Email.Taken.Count);
            at.To(0, 8, 1);
            await at.Settled();
            Assert.Equal(before + 1, at.Email.Taken.Count);
            var message = at.Email.Taken.Last();
            Assert.Equal($"Du har en frist hos Styrelsen for Prøver {said}, {due}", message.Subject);
            Assert.DoesNotContain("brevet", message.Text + message.Subject, StringComparison.OrdinalIgnoreCase);
        }
        using var again = await at.Portal.SignIn(person.Number);
        var page = await again.Page("/kalender/paamindelser/sendt");
        Assert.Equal(3, page.QuerySelectorAll("main li .ov-title").Count(title => title.TextContent == "Svar på brevet"));
        Assert.Contains("Du har en frist hos Styrelsen for Prøver om 3 dage", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("E-mail: sendt.", page.Body.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_told_late_is_said_at_once_and_once_and_nothing_is_said_of_what_was_before()
    {
        using var person = await at.Portal.SignIn();
        await at.Reach(person, Channels.Email);
        await at.Deadline(person, "gammel", 2);
        using (await person.Submit(await person.Page("/kalender/paamindelser"), "form[action$=Start]")) { }
        await at.Deadline(person, "ny", 2);
        await at.Deadline(person, "fjern", 25);
        at.To(0, 12, 20);
        await at.Settled();
        Assert.Equal(["ny"], (await at.Notices(person.Person)).Select(notice => notice.Entry["deadline-".Length..]));
        Assert.StartsWith("Du har en frist hos Styrelsen for Prøver om 2 dage, ", Assert.Single(at.Email.Taken).Subject, StringComparison.Ordinal);
        // Nothing new: nothing is said again, however often somebody looks.
        await at.Deadline(person, "ny-igen", 20);
        at.To(1, 9);
        await at.Settled();
        Assert.Single(at.Email.Taken);
    }

    [Fact]
    public async Task What_is_met_withdrawn_or_moved_is_not_said()
    {
        using var person = await at.Person(Channels.Email);
        foreach (var subject in new[] { "klaret", "trukket", "flyttet" }) await at.Deadline(person, subject, 15);
        await at.Tell("deadline.met", person.Number, "klaret", 2);
        await at.Tell("deadline.withdrawn", person.Number, "trukket", 2);
        await at.Deadline(person, "flyttet", 18, sequence: 2);
        at.To(1, 9);
        await at.Settled();
        Assert.Empty(at.Email.Tried);
        at.To(3, 9);
        await at.Settled();
        Assert.StartsWith("Du har en frist hos Styrelsen for Prøver om 14 dage, ", Assert.Single(at.Email.Taken).Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_is_asked_again_about_the_one_item_with_a_token_for_a_reminder()
    {
        using var person = await at.Person(Channels.Email);
        at.Portal.Sources.Hold(PortalHost.A, person.Number, FakeSources.Deadline("d1", "Hemmelig frist", Day(17)));
        at.Portal.Sources.Hold(PortalHost.B, person.Number, FakeSources.Deadline("d2", "En anden", Day(60)));
        await at.Look(person);
        at.Portal.Sources.Calls.Clear();
        at.To(3, 9);
        await at.Settled();
        var asked = Assert.Single(at.Portal.Sources.Calls);
        Assert.Equal((PortalHost.A, "item", "d1"), (asked.Source, asked.Path, (string)asked.Body["id"]!));
        var token = JsonNode.Parse(Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(asked.Token.Split('.')[1])))!;
        Assert.Equal(("reminder", "d1", null), ((string)token["purpose"]!, (string)token["item"]!, (string?)token["acr"]));
        Assert.StartsWith("Du har en frist hos Styrelsen for Prøver om 14 dage, ", Assert.Single(at.Email.Taken).Subject, StringComparison.Ordinal);
        Assert.Equal(PortalHost.A, Assert.Single(await at.Portal.LogOf(person.Person), e => e.Act == "calendar.remind").Sources);
    }

    [Fact]
    public async Task What_the_source_no_longer_holds_is_not_said_and_what_it_has_moved_is_said_as_it_is_now()
    {
        using var person = await at.Person(Channels.Email);
        at.Portal.Sources.Hold(PortalHost.A, person.Number, FakeSources.Deadline("v1", "Væk", Day(15)), FakeSources.Deadline("m1", "Flyttet", Day(15)), FakeSources.Deadline("m2", "Flyttet langt", Day(15)));
        await at.Look(person);
        at.Portal.Sources.Hold(PortalHost.A, person.Number, FakeSources.Deadline("m1", "Flyttet", Day(4)), FakeSources.Deadline("m2", "Flyttet langt", Day(20)));
        at.To(1, 9);
        await at.Settled();
        Assert.StartsWith("Du har en frist hos Styrelsen for Prøver om 3 dage, ", Assert.Single(at.Email.Taken).Subject, StringComparison.Ordinal);
        await using (var db = await at.Portal.Databases.CreateDbContextAsync())
            Assert.Equal(["deadline-v1"], await db.Set<KeptDate>().Where(d => d.Person == person.Person && d.Gone).Select(d => d.Entry).ToListAsync());
        // The other's day of before is no moment any more, and the new one is.
        at.To(5, 9);
        await at.Settled();
        Assert.Equal(2, at.Email.Taken.Count);
        Assert.Contains(at.Email.Taken, message => message.Subject.Contains("om 14 dage, ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_source_that_does_not_answer_is_asked_again_and_after_two_hours_the_reminder_goes_out_and_says_so()
    {
        using var person = await at.Person(Channels.Email);
        at.Portal.Sources.Hold(PortalHost.A, person.Number, FakeSources.Deadline("d1", "Frist", Day(15)));
        await at.Look(person);
        at.Portal.Sources.Play(PortalHost.A, person.Number, (http, _) => { http.Response.StatusCode = 500; return Task.CompletedTask; });
        at.To(1, 8, 1);
        await at.Settled();
        Assert.Empty(at.Email.Tried);
        at.To(0, 9);
        await at.Settled();
        Assert.Empty(at.Email.Tried);
        at.To(0, 10, 16);
        await at.Settled();
        Assert.Single(at.Email.Taken);
        Assert.True(Assert.Single(await at.Notices(person.Person)).Unchecked);
        using var again = await at.Portal.SignIn(person.Number);
        Assert.Contains("Myndigheden svarede ikke", (await again.Page("/kalender/paamindelser/sendt")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_the_quiet_hours_nothing_is_sent_and_all_of_it_when_they_are_over()
    {
        using var person = await at.Person(Channels.Email);
        at.To(0, 22);
        await at.Deadline(person, "f1", 1);
        at.To(0, 22, 20);
        await at.Settled();
        at.To(1, 6, 59);
        await at.Settled();
        Assert.Empty(at.Email.Tried);
        at.To(0, 7, 1);
        await at.Settled();
        Assert.StartsWith("Du har en frist hos Styrelsen for Prøver i dag, ", Assert.Single(at.Email.Taken).Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_message_holds_all_of_a_day_where_the_person_wants_it_so()
    {
        using var person = await at.Person(Channels.Email, Channels.Sms);
        await at.Change(person, row => row.Digest = true);
        await at.Deadline(person, "f1", 15);
        await at.Deadline(person, "f2", 4);
        at.To(1, 9);
        await at.Settled();
        var message = Assert.Single(at.Email.Taken);
        Assert.Equal("Du har 2 datoer at huske", message.Subject);
        Assert.Contains("- Du har en frist hos Styrelsen for Prøver om 3 dage, ", message.Text, StringComparison.Ordinal);
        Assert.Single(at.Sms.Taken);
        Assert.Equal(2, (await at.Notices(person.Person)).Count);
    }

    [Fact]
    public async Task Near_a_deadline_the_other_channel_is_used_where_nothing_was_looked_at()
    {
        using var careless = await at.Person(Channels.Email);
        using var careful = await at.Person(Channels.Email);
        foreach (var person in new[] { careless, careful })
        {
            await at.Reach(person, Channels.Sms);
            await at.Deadline(person, "f1", 15);
        }
        at.To(1, 9);
        await at.Settled();
        Assert.Equal((2, 0), (at.Email.Taken.Count, at.Sms.Taken.Count));
        using (var again = await at.Portal.SignIn(careful.Number)) await again.Page("/kalender/paamindelser/sendt");
        at.To(11, 9);
        await at.Settled();
        Assert.Equal(4, at.Email.Taken.Count);
        Assert.Equal(careless.Person, Assert.Single(at.Sms.Taken).Person);
    }

    [Fact]
    public async Task A_channel_that_fails_is_tried_again_with_the_same_key_and_the_other_is_not_told_twice()
    {
        using var person = await at.Person(Channels.Email, Channels.Sms);
        await at.Deadline(person, "f1", 15);
        at.Email.Answer = _ => at.Email.Tried.Count < 3 ? Delivery.Later : Delivery.Taken;
        at.To(1, 9);
        for (var i = 0; at.Email.Taken.IsEmpty; i++)
        {
            Assert.True(i < 200);
            await Task.Delay(50);
            at.Portal.Time.Forward(TimeSpan.FromSeconds(1));
        }
        await at.Settled();
        Assert.Equal(3, at.Email.Tried.Count);
        Assert.Single(at.Email.Tried.Select(message => message.Key).Distinct());
        Assert.Single(at.Sms.Tried);
        var notice = Assert.Single(await at.Notices(person.Person));
        Assert.Equal(Channels.Email | Channels.Sms, notice.Sent);
    }

    [Fact]
    public async Task An_address_that_takes_nothing_is_not_tried_again_and_the_list_says_so()
    {
        using var person = await at.Person(Channels.Email);
        await at.Deadline(person, "f1", 15);
        at.Email.Answer = _ => Delivery.Refused;
        at.To(1, 9);
        await at.Settled();
        at.To(1, 9);
        await at.Settled();
        Assert.Single(at.Email.Tried);
        using var again = await at.Portal.SignIn(person.Number);
        Assert.Contains("E-mail: kunne ikke sendes.", (await again.Page("/kalender/paamindelser/sendt")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_nodes_send_each_reminder_once()
    {
        await using var other = await at.Portal.Again();
        var people = new List<Visitor>();
        for (var i = 0; i < 30; i++)
        {
            people.Add(await at.Person(Channels.Email));
            await at.Deadline(people[^1], "f1", 15);
        }
        at.To(1, 9);
        other.Time.Forward(at.Portal.Time.GetUtcNow() - other.Time.GetUtcNow());
        await at.Settled();
        Assert.Equal(30, at.Email.Tried.Count);
        Assert.Equal(30, at.Email.Tried.Select(message => message.Key).Distinct().Count());
        foreach (var person in people) person.Dispose();
    }

    [Fact]
    public async Task What_a_person_has_written_and_comes_again_is_reminded_of_each_time()
    {
        using var person = await at.Person(Channels.Email);
        var form = await person.Page("/kalender/ny");
        using (await person.Submit(form, "main form", ("Form.Title", "Hent medicin"), ("Form.Date", Day(2)), ("Form.Repeat", "Weekly"))) { }
        at.To(1, 9);
        await at.Settled();
        Assert.StartsWith("Du har noget i din kalender i morgen, ", Assert.Single(at.Email.Taken).Subject, StringComparison.Ordinal);
        for (var week = 2; week <= 12; week++)
        {
            at.To(7, 9);
            await at.Settled();
            Assert.Equal(week, at.Email.Taken.Count);
        }
    }

    [Fact]
    public async Task A_helper_gets_a_copy_without_the_name_or_the_matter()
    {
        var helping = new TestCopies();
        await using var portal = await ReminderPortal.Start(services => services.AddSingleton<IReminderCopies>(helping));
        using var person = await portal.Person(Channels.Email);
        using var helper = await portal.Person(Channels.Sms);
        helping.Helpers.Add(new ReminderCopy(person.Person, helper.Person, new HashSet<string> { PortalHost.A }));
        await portal.Deadline(person, "f1", 15);
        portal.To(1, 9);
        await portal.Settled();
        Assert.StartsWith("En, du hjælper, har en frist hos Styrelsen for Prøver om 14 dage, ", Assert.Single(portal.Sms.Taken).Subject, StringComparison.Ordinal);
        Assert.Single(portal.Email.Taken);
        using var again = await portal.Portal.SignIn(helper.Number);
        var page = (await again.Page("/kalender/paamindelser/sendt")).Body!.TextContent;
        Assert.Contains("En, du hjælper", page, StringComparison.Ordinal);
        Assert.DoesNotContain("brevet", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_helpers_copy_waits_for_their_channel_and_their_quiet_hours_though_the_persons_own_has_gone()
    {
        var helping = new TestCopies();
        await using var portal = await ReminderPortal.Start(services => services.AddSingleton<IReminderCopies>(helping));
        using var person = await portal.Person(Channels.Email);
        using var helper = await portal.Person(Channels.Sms);
        using var other = await portal.Person(Channels.Sms);
        helping.Helpers.Add(new ReminderCopy(person.Person, helper.Person, null));
        helping.Helpers.Add(new ReminderCopy(person.Person, other.Person, new HashSet<string> { PortalHost.B }));
        await portal.Change(helper, row => (row.QuietFrom, row.QuietTo) = (new TimeOnly(7, 0), new TimeOnly(10, 0)));
        await portal.Deadline(person, "f1", 15);
        portal.Sms.Answer = _ => portal.Sms.Tried.Count < 2 ? Delivery.Waiting : Delivery.Taken;
        portal.To(1, 9);
        await portal.Settled();
        Assert.Equal((1, 0), (portal.Email.Taken.Count, portal.Sms.Tried.Count));
        portal.To(0, 10, 1);
        await portal.Settled();
        portal.To(0, 10, 3);
        await portal.Settled();
        // The mandate of the other does not cover it.
        Assert.Equal(helper.Person, Assert.Single(portal.Sms.Taken).Person);
        Assert.Single(portal.Email.Tried);
    }

    [Fact]
    public async Task A_date_that_was_moved_is_said_though_the_channel_takes_it_only_later()
    {
        using var person = await at.Person(Channels.Email);
        at.Portal.Sources.Hold(PortalHost.A, person.Number, FakeSources.Deadline("m1", "Flyttet", Day(15)));
        await at.Look(person);
        at.Portal.Sources.Hold(PortalHost.A, person.Number, FakeSources.Deadline("m1", "Flyttet", Day(4)));
        at.Email.Answer = _ => at.Email.Tried.Count < 2 ? Delivery.Waiting : Delivery.Taken;
        at.To(1, 9);
        await at.Settled();
        Assert.Empty(at.Email.Taken);
        at.To(0, 9, 2);
        await at.Settled();
        Assert.StartsWith("Du har en frist hos Styrelsen for Prøver om 3 dage, ", Assert.Single(at.Email.Taken).Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_waits_for_a_channel_is_asked_about_again_and_not_sent_when_it_is_done_meanwhile()
    {
        using var person = await at.Person(Channels.Email);
        at.Portal.Sources.Hold(PortalHost.A, person.Number, FakeSources.Deadline("d1", "Frist", Day(15)));
        await at.Look(person);
        at.Email.Answer = _ => Delivery.Waiting;
        at.To(1, 9);
        await at.Settled();
        at.Portal.Sources.Hold(PortalHost.A, person.Number);
        at.Email.Answer = _ => Delivery.Taken;
        at.To(0, 9, 30);
        await at.Settled();
        Assert.Empty(at.Email.Taken);
    }

    [Fact]
    public async Task A_digest_that_was_not_taken_comes_again_under_its_key_though_one_of_its_dates_is_met()
    {
        using var person = await at.Person(Channels.Email);
        await at.Change(person, row => row.Digest = true);
        await at.Deadline(person, "f1", 15);
        await at.Deadline(person, "f2", 4);
        at.Email.Answer = _ => Delivery.Waiting;
        at.To(1, 9);
        await at.Settled();
        await at.Tell("deadline.met", person.Number, "f2", 2);
        at.Email.Answer = _ => Delivery.Taken;
        at.To(0, 9, 30);
        await at.Settled();
        Assert.Equal(2, at.Email.Tried.Count);
        Assert.Single(at.Email.Tried.Select(message => message.Key).Distinct());
        Assert.Contains("om 14 dage", Assert.Single(at.Email.Taken).Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_404_of_something_before_the_source_is_not_the_end_of_a_date()
    {
        using var person = await at.Person(Channels.Email);
        at.Portal.Sources.Hold(PortalHost.A, person.Number, FakeSources.Deadline("d1", "Frist", Day(15)));
        await at.Look(person);
        at.Portal.Sources.Play(PortalHost.A, person.Number, (http, _) => { http.Response.StatusCode = 404; return http.Response.WriteAsync("<h1>Not found</h1>"); });
        at.To(1, 8, 1);
        await at.Settled();
        at.Portal.Sources.Hold(PortalHost.A, person.Number, FakeSources.Deadline("d1", "Frist", Day(14)));
        at.To(0, 8, 30);
        await at.Settled();
        Assert.Single(at.Email.Taken);
    }

    [Fact]
    public async Task Digital_post_is_a_channel_where_somebody_offers_it()
    {
        var post = new TestPost();
        await using var portal = await ReminderPortal.Start(services => { services.AddSingleton<IDigitalPost>(post); services.AddSingleton<IChannel, DigitalPostChannel>(); });
        using var person = await portal.Person();
        await portal.Deadline(person, "f1", 15);
        portal.To(1, 9);
        await portal.Settled();
        var (to, subject) = Assert.Single(post.Sent);
        Assert.Equal(person.Person, to);
        Assert.StartsWith("Du har en frist hos Styrelsen for Prøver om 14 dage, ", subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_stops_hears_nothing_more_and_nothing_is_kept()
    {
        using var person = await at.Person(Channels.Email);
        at.Portal.Sources.Hold(PortalHost.B, person.Number, FakeSources.Deadline("d1", "Frist", Day(15)));
        await at.Look(person);
        await at.Deadline(person, "f1", 15);
        using (await person.Submit(await person.Page("/kalender/paamindelser"), "form[action$=Stop]")) { }
        at.To(1, 9);
        await at.Settled();
        Assert.Empty(at.Email.Tried);
        await using var db = await at.Portal.Databases.CreateDbContextAsync();
        Assert.False(await db.Set<KeptDate>().AnyAsync(d => d.Person == person.Person) || await db.Set<Notice>().AnyAsync(n => n.Person == person.Person) || await db.Set<ReminderChoice>().AnyAsync(c => c.Person == person.Person));
    }

    [Fact]
    public async Task Nothing_personal_comes_into_the_log()
    {
        using var person = await at.Person(Channels.Email);
        await at.Deadline(person, "f1", 15, "Ganske særlig titel");
        at.Email.Answer = _ => Delivery.Later;
        at.To(1, 9);
        string log;
        for (var i = 0; !(log = string.Join('\n', at.Portal.Log.Where(line => !line.StartsWith("Debug", StringComparison.Ordinal)))).Contains("DeliveryException", StringComparison.Ordinal); i++)
        {
            Assert.True(i < 400, log);
            await Task.Delay(50);
        }
        foreach (var secret in new[] { "nogen@example.org", "særlig titel", person.Number.Digits }) Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
    }

    private string Day(int days) => at.Today.AddDays(days).ToString("yyyy-MM-dd");

    private sealed class TestCopies : IReminderCopies
    {
        public List<ReminderCopy> Helpers { get; } = [];

        public Task<IReadOnlyList<ReminderCopy>> HelpersOf(IReadOnlyCollection<PersonId> people, CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyList<ReminderCopy>>([.. Helpers.Where(it => people.Contains(it.Of))]);
    }

    private sealed class TestPost : IDigitalPost
    {
        public System.Collections.Concurrent.ConcurrentQueue<(PersonId, string)> Sent { get; } = [];

        public Task<bool> Send(PersonId to, Guid key, string subject, string text, CancellationToken cancellation)
        {
            Sent.Enqueue((to, subject));
            return Task.FromResult(true);
        }
    }
}
