using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Overblik.Deadlines;
using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.Outbox;
using Overblik.Platform.Ports;
using Overblik.Platform.Ports.Events;

namespace Overblik.Calendar;

/// <summary>
/// Takes what authorities tell. What is answered as accepted is on the disk; an event that comes again changes nothing, and neither does one that is older than what is known of its subject.
/// </summary>
internal sealed class EventIntake(IDbContextFactory<PlatformDb> databases, IPeople people, Planning planning, Sealing sealing, Outbox outbox, IBusinessClock clock, TimeProvider time)
{
    /// <summary>How long the id of an event is remembered, in days.</summary>
    public const int IdDays = 90;

    /// <summary>How long what was told is kept after its day, or where it has none, after it was told; in days.</summary>
    public const int Days = 365;

    private static readonly string[] OnlyTheEnd = [nameof(PushedDate.Over), nameof(PushedDate.Gone), nameof(PushedDate.Sequence), nameof(PushedDate.ChangedAt)];
    private static readonly string[] AllButTheBeginning =
    [
        .. OnlyTheEnd, nameof(PushedDate.Date), nameof(PushedDate.Time), nameof(PushedDate.Ends), nameof(PushedDate.ToldAt), nameof(PushedDate.KeepUntil), nameof(PushedDate.Sealed), nameof(PushedDate.KeyVersion), nameof(PushedDate.NamesTask),
    ];
    private static readonly Comparer<byte[]> ByBytes = Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b));

    public async Task<EventReceipt> Take(ReadEvents events, CancellationToken cancellation)
    {
        if (events.Good.Count == 0) return new EventReceipt(events.Received, 0, 0, 0, events.Refused);
        var who = await people.IdsFor([.. events.Good.Select(e => e.Number)], cancellation);
        var first = new Dictionary<string, GoodEvent>(events.Good.Count, StringComparer.Ordinal);
        foreach (var e in events.Good) first.TryAdd($"{e.Event.Source}\n{e.Event.Id}", e);
        var now = time.GetUtcNow();
        var ids = first.Select(pair => (Row: new ReceivedEvent { Hash = SHA256.HashData(Encoding.UTF8.GetBytes(pair.Key)), At = now }, Event: pair.Value)).OrderBy(pair => pair.Row.Hash, ByBytes).ToList();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var (taken, changed) = await Store(ids, who, cancellation);
                return new EventReceipt(events.Received, changed, events.Good.Count - taken, taken - changed, events.Refused);
            }
            // Two that end what the other begins wait for each other; the database lets one of them go first.
            catch (DbException e) when (e.IsTransient && attempt < 3) { }
        }
    }

    private async Task<(int Taken, int Changed)> Store(List<(ReceivedEvent Row, GoodEvent Event)> ids, IReadOnlyDictionary<CprNumber, PersonId> who, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var whole = await db.Database.BeginTransactionAsync(cancellation);
        var added = (await db.AddMissing([.. ids.Select(pair => pair.Row)], cancellation)).ToHashSet(ReferenceEqualityComparer.Instance);
        var (now, today) = (time.GetUtcNow(), clock.Today);
        var fresh = ids.Where(pair => added.Contains(pair.Row)).Select(pair => Row(pair.Event, who[pair.Event.Number], now, today)).ToList();
        var (taken, changed) = (fresh.Count, 0);
        var told = fresh.Where(it => !it.Ends).Select(it => it.Row).ToList();
        var about = told.Where(row => row.NamesTask).Select(row => row.Person).ToHashSet();
        var met = fresh.Where(it => it is { Ends: true, Row.Over: true }).Select(it => (it.Row.Person, it.Row.Source, it.Row.Entry)).ToHashSet();
        // One after the other what concerns the same subject, in the order in which it happened.
        foreach (var wave in Waves(fresh))
        {
            changed += await db.AddOrChange([.. wave.Where(it => !it.Ends).Select(it => it.Row)], nameof(PushedDate.Sequence), AllButTheBeginning, cancellation);
            changed += await db.AddOrChange([.. wave.Where(it => it.Ends).Select(it => it.Row)], nameof(PushedDate.Sequence), OnlyTheEnd, cancellation);
        }
        await planning.Told(db, told, cancellation);
        // That something is met is told without saying again what it was about.
        if (met.Count > 0)
        {
            var theirs = met.Select(it => it.Person).Distinct().ToList();
            var naming = await db.Set<PushedDate>().Where(d => theirs.Contains(d.Person) && d.NamesTask && d.Over).Select(d => new { d.Person, d.Source, d.Entry }).ToListAsync(cancellation);
            about.UnionWith(naming.Where(d => met.Contains((d.Person, d.Source, d.Entry))).Select(d => d.Person));
        }
        if (about.Count > 0)
        {
            foreach (var person in about) outbox.Add(db, TaskTold.Type, new TaskTold(person.Value));
            await db.SaveChangesAsync(cancellation);
        }
        await whole.CommitAsync(cancellation);
        return (taken, changed);
    }

    private static IEnumerable<List<(PushedDate Row, bool Ends)>> Waves(List<(PushedDate Row, bool Ends)> all)
    {
        all.Sort((a, b) => (a.Row.Person.Value.CompareTo(b.Row.Person.Value), string.CompareOrdinal(a.Row.Source, b.Row.Source), string.CompareOrdinal(a.Row.Entry, b.Row.Entry)) switch
        {
            (0, 0, 0) => a.Row.Sequence.CompareTo(b.Row.Sequence),
            (0, 0, var entry) => entry,
            (0, var source, _) => source,
            var (person, _, _) => person,
        });
        while (all.Count > 0)
        {
            var (wave, rest) = (new List<(PushedDate Row, bool Ends)>(all.Count), new List<(PushedDate Row, bool Ends)>());
            foreach (var it in all) (wave is [.., var last] && (last.Row.Person, last.Row.Source, last.Row.Entry) == (it.Row.Person, it.Row.Source, it.Row.Entry) ? rest : wave).Add(it);
            yield return wave;
            all = rest;
        }
    }

    private (PushedDate Row, bool Ends) Row(GoodEvent good, PersonId person, DateTimeOffset now, DateOnly today)
    {
        var (e, data) = (good.Event, good.Event.Data!);
        var (date, at, ends) = data switch
        {
            _ when good.Type.Ends => default,
            { Deadline: { } deadline } when good.Type.Subject == EventRules.Deadline => (deadline.Due, deadline.Time is { } clockTime ? TimeOnly.ParseExact(clockTime, "HH:mm", System.Globalization.CultureInfo.InvariantCulture) : null, null),
            { Appointment: { } appointment } when good.Type.Subject == EventRules.Appointment =>
                (DanishTime.DateOf(appointment.Start), TimeOnly.FromDateTime(BusinessClock.Local(appointment.Start).DateTime), appointment.End),
            { Payment: { } payment } when good.Type.Subject == EventRules.Payment => (payment.Date, null, null),
            { Decision: { } decision } when good.Type.Subject == EventRules.Decision => (decision.AppealBy, null, null),
            { LifeEvent: { } life } when good.Type.Subject == EventRules.LifeEvent => (life.Date, null, null),
            _ => ((DateOnly?)null, (TimeOnly?)null, (DateTimeOffset?)null),
        };
        var changedAt = e.Time is { } told && told < now ? told : now;
        var row = new PushedDate
        {
            Person = person, Source = e.Source!, Entry = $"{good.Type.Subject}-{e.Subject}", Date = date, Time = at, Ends = ends, Over = good.Type.Met, Gone = good.Type.Gone, Sequence = e.Sequence!.Value,
            // When it happened, by the authority's clock, unless that is ahead of ours.
            ChangedAt = changedAt, ToldAt = now, BeganAt = changedAt, NamesTask = data.Task is not null && !good.Type.Ends,
            KeepUntil = (date is { } day && day > today ? day : today).AddDays(Days),
        };
        sealing.Seal(row, good.Type.Ends ? new EventData() : data with { Person = null }, EventJson.Default.EventData);
        return (row, good.Type.Ends);
    }
}
