using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>
/// Looks, at a planned moment, at what a person is to be reminded of now, and sends it. What was met, withdrawn or moved meanwhile is not sent, because it is not there; what was sent once is not sent again,
/// because its notice is. A process that dies after sending and before it has written that down is followed by one that sends again with the same keys.
/// </summary>
internal sealed class Remind(
    IDbContextFactory<PlatformDb> databases, Planning planning, DateChecks checks, Dispatch dispatch, Helping helping, Sealing sealing, IBusinessClock clock, TimeProvider time, Texts texts) : IOutboxHandler
{
    /// <summary>So near to a deadline the other channels are tried as well, in days.</summary>
    private const int Near = 3;

    /// <summary>A source that does not answer is asked again after a while, and after a longer while no more: a reminder that may be wrong is better than none.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(15), AskFor = TimeSpan.FromHours(2);

    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);

    public string Type => Planning.Type;

    public int AtOnce => 500;

    public async Task Handle(IReadOnlyList<OutboxWork> works, CancellationToken cancellation)
    {
        var now = clock.Now;
        var of = works.ToLookup(work => new PersonId(JsonSerializer.Deserialize<Guid>(work.Body)));
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var chosen = await Chosen.Of(db, [.. of.Select(person => person.Key)], cancellation);
        foreach (var (person, choice) in chosen)
        {
            if (choice.QuietUntil(now) is not { } end) continue;
            Again(of[person], clock.Real(end));
            chosen.Remove(person);
        }
        if (chosen.Count == 0) return;
        var dates = await ToRemind.All(db, chosen.Keys, clock.Today, cancellation);
        await PlanWhatComesAgain(db, chosen, dates, cancellation);
        var due = chosen.SelectMany(pair => dates[pair.Key].Select(date => Due.Of(pair.Value, date, clock)).OfType<Due>()).ToList();
        if (due.Count == 0) return;

        var helpers = await helping.With(db, due, cancellation);
        var receivers = due.Select(it => it.Date.Person).Concat(helpers.Everybody).Distinct().ToList();
        var today = clock.Today;
        var sent = (await db.Set<Notice>().AsNoTracking().Where(n => receivers.Contains(n.Person) && n.Date >= today).ToListAsync(cancellation)).ToLookup(notice => notice.Person);
        due.RemoveAll(it => helpers.Of(it).Prepend(it.Chosen).All(to => Find(sent, to.Row.Person, it) is { Open: Channels.None }));
        due = await checks.Ask(db, due, cancellation);
        var asked = time.GetUtcNow();
        foreach (var unsure in due.Where(it => it.State is null || (it.State == DateState.Unknown && asked - it.At < AskFor)).ToList())
        {
            Again(of[unsure.Date.Person], asked + (unsure.State is null ? Soon : AskAgain));
            due.Remove(unsure);
        }

        var reach = await dispatch.Reach(db, receivers, cancellation);
        var letters = new List<Letter>();
        foreach (var it in due)
        {
            foreach (var to in helpers.Of(it).Prepend(it.Chosen))
            {
                var before = Find(sent, to.Row.Person, it);
                if (before is { Open: Channels.None }) continue;
                if (to.QuietUntil(now) is { } end) Again(of[it.Date.Person], clock.Real(end));
                else letters.Add(before is null ? New(to, it, of[it.Date.Person].Min(work => work.Id), sent, reach) : new Letter(to, it, before, sealing.Open(before, CalendarJson.Default.NoticeWords), IsNew: false));
            }
        }
        var open = await dispatch.Send(db, letters, reach, cancellation);
        foreach (var person in open.GroupBy(it => it.Letter.Due.Date.Person))
        {
            // What was not tried is no failure of anybody's, and comes again soon; with it what was tried.
            if (person.Any(it => it.Outcome == Delivery.Waiting)) Again(of[person.Key], time.GetUtcNow() + Soon);
            else foreach (var work in of[person.Key]) work.Fail(new DeliveryException());
        }
    }

    private static void Again(IEnumerable<OutboxWork> works, DateTimeOffset due)
    {
        foreach (var work in works) work.Again(due);
    }

    private static Notice? Find(ILookup<PersonId, Notice> sent, PersonId person, Due due)
    {
        if (!sent.Contains(person)) return null;
        var key = due.KeyFor(person);
        return sent[person].FirstOrDefault(notice => notice.Id == key);
    }

    private Letter New(Chosen to, Due due, Guid look, ILookup<PersonId, Notice> sent, ILookup<PersonId, Reachable> reach)
    {
        var (person, date, key) = (to.Row.Person, due.Date, due.KeyFor(to.Row.Person));
        var rule = to.Rules[date.Kind];
        var reached = dispatch.By(reach[person]) & ~rule.Never;
        var notice = new Notice
        {
            Person = person, Id = key, Of = date.Person, Part = date.Part, Entry = date.Entry, Kind = date.Kind, Date = date.Date, Days = due.Days, Together = to.Row.Digest ? look : key, At = time.GetUtcNow(),
            Asked = IsUrgent() ? reached : reached & rule.Channels, Unchecked = due.State == DateState.Unknown,
        };
        var words = ReminderWords.In(to.Row.Language, () => due.Words(sealing, texts));
        // A helper sees what it is where they may see the calendar itself.
        if (notice.Of != person) words = words with { Title = null };
        sealing.Seal(notice, words, CalendarJson.Default.NoticeWords);
        return new Letter(to, due, notice, words, IsNew: true);

        // Nothing has been looked at since it was first said, and it is near.
        bool IsUrgent() => to.Row.Escalate && date.Kind == CalendarKind.Deadline && due.Fresh is not { Quiet: true } && due.Days <= Near
            && sent[person].Where(before => (before.Of, before.Part, before.Entry, before.Date) == (date.Person, date.Part, date.Entry, date.Date)).Select(before => (DateTimeOffset?)before.At).Min() > to.Row.SeenAt;
    }

    private async Task PlanWhatComesAgain(PlatformDb db, Dictionary<PersonId, Chosen> chosen, ILookup<PersonId, ToRemind> dates, CancellationToken cancellation)
    {
        var again = chosen.SelectMany(pair => dates[pair.Key].Where(date => date.Row is OwnEntry { Repeat: not Repeat.Never }).Select(date => (pair.Value, date))).ToList();
        if (again.Count > 0) await planning.Plan(db, again, late: false, cancellation);
    }
}

/// <summary>A channel was tried, and did not take a message.</summary>
internal sealed class DeliveryException : Exception;
