using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Overblik.Calendar;
using Overblik.Inbox;
using Overblik.Platform;
using Channel = Overblik.Inbox.Channel;
using Message = Overblik.Calendar.Message;

namespace Overblik.Web.Tests;

/// <summary>The channels, to a mail server, a gateway and a push service over real sockets.</summary>
public sealed class ChannelTests : IAsyncLifetime
{
    private readonly WebApplication inbox = InboxApp.Build(["--Urls", "http://127.0.0.1:0", "--Smtp:Port", "0", "--Sms:Token", "hemmelig"], time: null);
    private PortalHost portal = null!;

    private Uri Page => new(inbox.Urls.First());
    private Faults Faults => inbox.Services.GetRequiredService<Faults>();
    private IReadOnlyList<Inbox.Message> Came => [.. inbox.Services.GetRequiredService<Messages>().NewestFirst()];

    public async ValueTask InitializeAsync()
    {
        await inbox.StartAsync();
        portal = await PortalHost.Start(
            "--Calendar:Email:Host=127.0.0.1", $"--Calendar:Email:Port={inbox.Services.GetRequiredService<SmtpServer>().Port}", "--Calendar:Email:From=Overblik <noreply@overblik.example>",
            $"--Calendar:Sms:Url={new Uri(Page, "/messages")}", "--Calendar:Sms:Token=hemmelig", $"--Calendar:Push:Hosts:0={Page.Authority}");
    }

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        await inbox.DisposeAsync();
    }

    [Fact]
    public async Task A_mail_says_that_a_machine_wrote_it_how_to_end_it_and_what_it_is_by_a_key_that_stays()
    {
        var message = Mail("nogen@example.org") with { Text = "Æblegrød\n.og en linje med et punktum", Unsubscribe = new Uri("http://localhost:5080/kalender/paamindelser/afmeld/abc") };
        Assert.Equal([Delivery.Taken], await Send(Channels.Email, message));
        Assert.Equal([Delivery.Taken], await Send(Channels.Email, message));
        var mail = Assert.Single(Came);
        Assert.Equal((2, "noreply@overblik.example", $"{message.Key:N}@overblik.example"), (mail.Came, mail.From, mail.MessageId));
        Assert.StartsWith("Æblegrød\n.og en linje med et punktum", mail.Text!.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("http://localhost:5080/kalender/paamindelser/sendt", mail.Text, StringComparison.Ordinal);
        string Header(string name) => mail.Headers!.Single(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
        Assert.Equal(("auto-generated", "<http://localhost:5080/kalender/paamindelser/afmeld/abc>", "List-Unsubscribe=One-Click"), (Header("Auto-Submitted"), Header("List-Unsubscribe"), Header("List-Unsubscribe-Post")));
        Assert.Contains("Overblik", Header("From"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Fault.Down, Delivery.Waiting)]
    [InlineData(Fault.Busy, Delivery.Later)]
    [InlineData(Fault.Reject, Delivery.Refused)]
    public async Task A_mail_server_that_is_away_busy_or_unwilling_is_told_apart(object fault, object expected)
    {
        Faults[Channel.Smtp] = (Fault)fault;
        Assert.Equal([(Delivery)expected], await Send(Channels.Email, Mail("nogen@example.org")));
        Faults[Channel.Smtp] = Fault.None;
        Assert.Equal([Delivery.Taken], await Send(Channels.Email, Mail("nogen@example.org")));
    }

    [Fact]
    public async Task Many_mails_go_at_once_and_each_is_answered_for_itself()
    {
        Message[] mails = [.. Enumerable.Range(0, 60).Select(i => Mail($"nogen{i}@example.org"))];
        Assert.All(await Send(Channels.Email, mails), answer => Assert.Equal(Delivery.Taken, answer));
        Assert.Equal(mails.Select(mail => mail.To.To).Order(), Came.Select(mail => mail.To[0]).Order());
        Faults[Channel.Smtp] = Fault.Slow;
        // What there is no time for is left, and so is not lost.
        var answers = await Send(Channels.Email, mails);
        Assert.Contains(Delivery.Waiting, answers);
        Assert.DoesNotContain(Delivery.Refused, answers);
    }

    [Fact]
    public async Task A_text_message_comes_once_however_often_it_is_sent()
    {
        var message = Mail("+4500000000") with { Text = "Første linje\n\nmere" };
        Assert.Equal([Delivery.Taken], await Send(Channels.Sms, message));
        Assert.Equal([Delivery.Taken], await Send(Channels.Sms, message));
        Assert.Equal("Første linje", Assert.Single(Came).Text);
        foreach (var (fault, expected) in new[] { (Fault.Busy, Delivery.Waiting), (Fault.Down, Delivery.Later), (Fault.Reject, Delivery.Refused) })
        {
            Faults[Channel.Sms] = fault;
            Assert.Equal([expected], await Send(Channels.Sms, Mail("+4500000000")));
        }
    }

    [Fact]
    public async Task A_browser_that_has_gone_is_forgotten_and_one_that_changes_hands_too()
    {
        using var first = await portal.SignIn();
        using var second = await portal.SignIn();
        var device = Device("enhed");
        await Add(first, device);
        await Add(first, device);
        await using (var db = await portal.Databases.CreateDbContextAsync()) Assert.Equal(1, await db.Set<Contact>().CountAsync(c => c.Person == first.Person));
        var address = Assert.Single(await portal.App.Services.GetRequiredService<Contacts>().Of(first.Person, default)).Address;
        Assert.Equal([Delivery.Taken], await Send(Channels.Push, Mail("") with { To = address }));
        Assert.Equal("enhed", Assert.Single(Came).To[0]);

        await Add(second, device);
        Assert.Empty(await portal.App.Services.GetRequiredService<Contacts>().Of(first.Person, default));
        using var http = new HttpClient();
        using (await http.DeleteAsync(new Uri(Page, "/push/enhed"))) { }
        Assert.Equal([Delivery.Gone], await Send(Channels.Push, Mail("") with { To = address }));

        // Not everywhere: a browser does not decide what the portal calls.
        using var wrong = await second.Submit(await second.Page(AddressPage.Path), "form[action$=Device]", ("Subscription", device.Replace(Page.Authority, "127.0.0.1:1", StringComparison.Ordinal)));
        Assert.Contains("en adresse, vi ikke kan bruge", (await Visitor.Parse(wrong)).Body!.TextContent, StringComparison.Ordinal);
    }

    private static async Task Add(Visitor person, string device)
    {
        using var added = await person.Submit(await person.Page(AddressPage.Path), "form[action$=Device]", ("Subscription", device));
        Assert.Equal(AddressPage.Path, added.Headers.Location?.ToString());
    }

    private string Device(string name)
    {
        using var key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(false).Q;
        return JsonSerializer.Serialize(new
        {
            endpoint = new Uri(Page, "/push/" + name).ToString(),
            keys = new { p256dh = System.Buffers.Text.Base64Url.EncodeToString([4, .. point.X!, .. point.Y!]), auth = System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)) },
        });
    }

    private static Message Mail(string to) => new(Guid.NewGuid(), PersonId.New(), new Address(to), Language.Danish, "Du har en frist hos Styrelsen for Prøver om 3 dage", "Du har en frist hos Styrelsen for Prøver om 3 dage", SentPage.Path);

    private Task<IReadOnlyList<Delivery>> Send(Channels channel, params Message[] messages) => portal.App.Services.GetServices<IChannel>().Single(it => it.Channel == channel).Send(messages, default);
}
