using Microsoft.Extensions.Logging.Abstractions;
using Overblik.Calendar;
using Overblik.Deadlines;
using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.Outbox;
using Overblik.Platform.Ports;

namespace Overblik.Bench;

/// <summary>People who have chosen to be reminded by e-mail, and have one deadline each that an authority has told, three days from now, of which they have been reminded once. All that is kept of them is encrypted, as it is in the portal.</summary>
internal sealed class ReminderPeople(string connection, string data)
{
    private const int AtOnce = 5_000;
    private static readonly EventAuthority Authority = new("99000011", new Text("Styrelsen for Prøver", "The Agency of Trials"));
    private readonly Sealing sealing = new(KeyRing.Open(Path.Combine(data, "keys.json"), mayMake: true, TimeProvider.System), NullLogger<Sealing>.Instance);
    private readonly DateTimeOffset now = TimeProvider.System.GetUtcNow();

    /// <summary>On the hour that is passing: the moment of three days before has come, for all of them at the same time.</summary>
    private TimeOnly Hour => new(TimeZoneInfo.ConvertTime(now, DanishTime.Zone).Hour, 0);

    public async Task<PersonId[]> Add(int count, CancellationToken stop)
    {
        var people = new PersonId[count];
        for (var i = 0; i < count; i++) people[i] = PersonId.New();
        Array.Sort(people, (a, b) => a.Value.CompareTo(b.Value));
        var rules = ReminderRules.Default(Channels.Email).ToString();
        foreach (var some in people.Chunk(AtOnce))
        {
            await using var db = OutboxBenchmark.Open(connection);
            await db.AddMissing([.. some.Select(person => new ReminderChoice { Person = person, StartedAt = now.AddDays(-30), SeenAt = now.AddDays(-30), Language = Language.Danish, SendAt = Hour, QuietFrom = TimeOnly.MinValue, QuietTo = TimeOnly.MinValue, Rules = rules })], stop);
            await db.AddMissing([.. some.Select(Contact)], stop);
        }
        return people;
    }

    /// <summary>A deadline for each.</summary>
    public async Task Tell(IReadOnlyCollection<PersonId> people, int days, CancellationToken stop)
    {
        foreach (var some in people.Chunk(AtOnce))
        {
            await using var db = OutboxBenchmark.Open(connection);
            await db.AddMissing([.. some.Select(person => Deadline(person, days))], stop);
        }
    }

    /// <summary>They were reminded of it 14 days before.</summary>
    public async Task Remind(IReadOnlyCollection<PersonId> people, int days, CancellationToken stop)
    {
        var date = DanishTime.DateOf(now).AddDays(days);
        foreach (var some in people.Chunk(AtOnce))
        {
            await using var db = OutboxBenchmark.Open(connection);
            await db.AddMissing([.. some.Select(person => Before(person, date)).OrderBy(notice => notice.Person.Value)], stop);
        }
    }

    private Notice Before(PersonId person, DateOnly date)
    {
        var key = Notice.KeyOf(person, person, "skatteforvaltningen", "deadline-1", date, 14);
        var notice = new Notice
        {
            Person = person, Id = key, Of = person, Part = "skatteforvaltningen", Entry = "deadline-1", Kind = CalendarKind.Deadline, Date = date, Days = 14, Together = key, At = now.AddDays(-11), Asked = Channels.Email, Sent = Channels.Email,
        };
        sealing.Seal(notice, new NoticeWords("Svar på brevet", "Styrelsen for Prøver"), CalendarJson.Default.NoticeWords);
        return notice;
    }

    public PushedDate Deadline(PersonId person, int days)
    {
        var date = DanishTime.DateOf(now).AddDays(days);
        var row = new PushedDate { Person = person, Source = "skatteforvaltningen", Entry = "deadline-1", Date = date, Over = false, Gone = false, Sequence = 1, ChangedAt = now, ToldAt = now.AddDays(-20), KeepUntil = date.AddDays(365) };
        sealing.Seal(row, new EventData { Authority = Authority, Title = new Text("Svar på brevet", "Answer the letter"), Deadline = new EventDeadline(date) }, EventJson.Default.EventData);
        return row;
    }

    /// <summary>Looks at them, as the portal plans them.</summary>
    public static async Task Look(string connection, IReadOnlyCollection<(PersonId Person, DateTimeOffset At)> looks, string type, CancellationToken stop)
    {
        foreach (var some in looks.Chunk(AtOnce))
        {
            await using var db = OutboxBenchmark.Open(connection);
            await Outbox.AddOnce(db, type, some.Select(look => (look.Person.ToString(), look.Person.Value, look.At)), stop);
        }
    }

    private Contact Contact(PersonId person)
    {
        var row = new Contact { Person = person, Id = person.Value, Channel = Channels.Email, VerifiedAt = now };
        sealing.Seal(row, new Address("nogen@example.org"), CalendarJson.Default.Address);
        return row;
    }
}
