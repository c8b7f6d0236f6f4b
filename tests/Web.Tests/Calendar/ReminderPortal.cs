using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Overblik.Calendar;
using Overblik.Deadlines;
using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.Outbox;

namespace Overblik.Web.Tests;

/// <summary>A channel that writes down what it is told, and answers as the test says.</summary>
internal sealed class TestChannel(Channels channel) : IChannel
{
    public Channels Channel => channel;

    public ConcurrentQueue<Message> Tried { get; } = [];

    public ConcurrentQueue<Message> Taken { get; } = [];

    public Func<Message, Delivery> Answer { get; set; } = _ => Delivery.Taken;

    public Task<IReadOnlyList<Delivery>> Send(IReadOnlyList<Message> messages, CancellationToken cancellation)
    {
        var answers = new List<Delivery>();
        foreach (var message in messages)
        {
            Tried.Enqueue(message);
            answers.Add(Answer(message));
            if (answers[^1] == Delivery.Taken) Taken.Enqueue(message);
        }
        return Task.FromResult<IReadOnlyList<Delivery>>(answers);
    }
}

/// <summary>A portal at noon of a day that has not come, whose reminders go to channels that the test can read, with an authority's program that tells it things.</summary>
internal sealed class ReminderPortal : IAsyncDisposable
{
    private static int ids;
    private readonly TestMachine machine = new();
    private string? token;

    private ReminderPortal() { }

    public PortalHost Portal { get; private set; } = null!;
    public TestChannel Email { get; } = new(Channels.Email);
    public TestChannel Sms { get; } = new(Channels.Sms);

    public DateOnly Today => Portal.App.Services.GetRequiredService<IBusinessClock>().Today;

    public static async Task<ReminderPortal> Start(Action<IServiceCollection>? more = null, params string[] settings)
    {
        var it = new ReminderPortal();
        // Each look asks the sources anew: their answer at the start would be shown again for a minute, and lacks what the test has put there since.
        string[] all = [.. it.machine.Settings, "--Overview:CacheFor=00:00:00", .. settings];
        it.Portal = await PortalHost.Start(services =>
        {
            services.AddSingleton<IChannel>(it.Email);
            services.AddSingleton<IChannel>(it.Sms);
            more?.Invoke(services);
        }, all);
        it.To(1, 12);
        return it;
    }

    /// <summary>So many days on, at that hour by Danish clocks.</summary>
    public void To(int days, int hour, int minute = 0)
    {
        var now = Portal.Time.GetUtcNow();
        Portal.Time.Forward(DanishTime.Instant(DanishTime.DateOf(now).AddDays(days), new TimeOnly(hour, minute)) - now);
        token = null;
    }

    /// <summary>Someone who has chosen to be reminded, and has these addresses.</summary>
    public async Task<Visitor> Person(params Channels[] channels)
    {
        var person = await Portal.SignIn();
        await Reach(person, channels);
        using var answer = await person.Submit(await person.Page("/kalender/paamindelser"), "form[action$=Start]");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        // What the sources hold now is kept after the answer was sent.
        await Until(db => db.Set<ReminderChoice>().AnyAsync(c => c.Person == person.Person && c.SeenAt > c.StartedAt), "What the sources hold at the start was not kept.");
        return person;
    }

    public async Task Reach(Visitor person, params Channels[] channels)
    {
        var sealing = Portal.App.Services.GetRequiredService<Sealing>();
        await using var db = await Portal.Databases.CreateDbContextAsync();
        foreach (var channel in channels)
        {
            var row = new Contact { Person = person.Person, Id = Guid.NewGuid(), Channel = channel, VerifiedAt = Portal.Time.GetUtcNow() };
            sealing.Seal(row, new Address(channel == Channels.Email ? "nogen@example.org" : "+4500000000"), CalendarJson.Default.Address);
            db.Add(row);
        }
        await db.SaveChangesAsync();
    }

    public Task Change(Visitor person, Action<ReminderChoice> change) => Portal.App.Services.GetRequiredService<Reminders>().Choose(person.Person, change, default);

    /// <summary>Everything that is due has been looked at.</summary>
    public Task Settled() => Until(async db =>
    {
        var now = Portal.Time.GetUtcNow();
        return !await db.Set<OutboxMessage>().AnyAsync(m => m.Type == Planning.Type && m.DoneAt == null && m.DeadAt == null && m.DueAt <= now);
    }, "The outbox was not emptied.");

    /// <summary>The calendar has been looked at for the first time since the sources hold something, and what it shows has been kept.</summary>
    public async Task Look(Visitor person)
    {
        await person.Page("/kalender");
        await Until(db => db.Set<KeptDate>().AnyAsync(d => d.Person == person.Person), "What the calendar shows was not kept.");
    }

    public async Task<IReadOnlyList<Notice>> Notices(PersonId person)
    {
        await using var db = await Portal.Databases.CreateDbContextAsync();
        return await db.Set<Notice>().AsNoTracking().Where(n => n.Person == person).OrderBy(n => n.At).ToListAsync();
    }

    public async Task Tell(string type, CprNumber number, string subject, long sequence, JsonObject? data = null)
    {
        token ??= await machine.Token(Portal);
        data ??= [];
        data["person"] = new JsonObject { ["type"] = "cpr", ["value"] = number.Digits };
        var told = new JsonObject
        {
            ["specversion"] = "1.0", ["id"] = $"p{Interlocked.Increment(ref ids)}-{Guid.NewGuid():N}", ["source"] = PortalHost.A, ["type"] = $"overblik.{type}.v1", ["subject"] = subject,
            ["time"] = Portal.Time.GetUtcNow().ToString("O"), ["sequence"] = sequence.ToString(CultureInfo.InvariantCulture), ["data"] = data,
        };
        using var answer = await machine.Send(Portal, new StringContent(told.ToJsonString(), Encoding.UTF8, "application/cloudevents+json"), token, []);
        var said = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, said);
        Assert.Equal(1, JsonNode.Parse(said)!["accepted"]!.GetValue<int>());
    }

    /// <summary>A deadline so many days from now.</summary>
    public Task Deadline(Visitor person, string subject, int days, string title = "Svar på brevet", long sequence = 1) => Tell(sequence == 1 ? "deadline.set" : "deadline.moved", person.Number, subject, sequence, new JsonObject
    {
        ["authority"] = new JsonObject { ["id"] = "99000011", ["name"] = FakeSources.Text("Styrelsen for Prøver") },
        ["title"] = FakeSources.Text(title),
        ["deadline"] = new JsonObject { ["due"] = Today.AddDays(days).ToString("yyyy-MM-dd") },
    });

    public async ValueTask DisposeAsync()
    {
        // Shown where the test has failed.
        foreach (var line in Portal.Log.Where(line => line.StartsWith("Warn", StringComparison.Ordinal) || line.StartsWith("Error", StringComparison.Ordinal))) TestContext.Current.TestOutputHelper?.WriteLine(line);
        machine.Dispose();
        await Portal.DisposeAsync();
    }

    private async Task Until(Func<PlatformDb, Task<bool>> isSo, string otherwise)
    {
        for (var i = 0; i < 400; i++)
        {
            await using (var db = await Portal.Databases.CreateDbContextAsync())
            {
                if (await isSo(db)) return;
            }
            await Task.Delay(50);
        }
        Assert.Fail(string.Join('\n', [otherwise, .. Portal.Log.Where(line => line.StartsWith("Warn", StringComparison.Ordinal) || line.StartsWith("Error", StringComparison.Ordinal)).TakeLast(5)]));
    }
}
