using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>
/// Looks, at a planned moment, at what a person is to be reminded of now, and sends it. What was met, withdrawn or moved meanwhile is not sent, because it is not there; what was sent once is not sent again,
/// because its notice is. A process that dies after sending and before it has written that down is followed by one that sends again with the same keys.
/// </summary>
internal sealed class Remind(
    IDbContextFactory<PlatformDb> databases, Planning planning, DateChecks checks, Dispatch dispatch, IEnumerable<IReminderCopies> copies, Sealing sealing, IBusinessClock clock, TimeProvider time, Texts texts) : IOutboxHandler
{
    /// <summary>So near to a deadline the other channels are tried as well, in days.</summary>
    private const int Near = 3;

    /// <summary>A source that does not answer is asked again after a while, and after a longer while no more: a reminder that may be wrong is better than none.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(15), AskFor = TimeSpan.FromHours(2);

    private static readonly TimeSpan ChannelAgain = TimeSpan.FromMinutes(1);

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
            if (ReminderTimes.QuietUntil(choice.Row.QuietFrom, choice.Row.QuietTo, now) is not { } end) continue;
            Again(of[person], clock.Real(end));
            chosen.Remove(person);
        }
        if (chosen.Count == 0) return;
        var dates = await ToRemind.All(db, chosen.Keys, clock.Today, cancellation);
        var due = chosen.SelectMany(pair => dates[pair.Key].Select(date => Due.Of(pair.Value, date, now)).OfType<Due>()).ToList();
        await PlanWhatComesAgain(db, chosen, dates, cancellation);
        if (due.Count == 0) return;

        var helpers = await Helpers(db, due, cancellation);
        var receivers = due.Select(it => it.Date.Person).Concat(helpers.Values.SelectMany(all => all.Select(helper => helper.Row.Person))).Distinct().ToList();
        var today = clock.Today;
        var sent = (await db.Set<Notice>().AsNoTracking().Where(n => receivers.Contains(n.Person) && n.Date >= today).ToListAsync(cancellation)).ToLookup(notice => notice.Person);
        due.RemoveAll(it => Find(sent, it.Date.Person, it) is { Open: Channels.None });
        due = await checks.Ask(db, due, it => Find(sent, it.Date.Person, it) is null, now, cancellation);
        foreach (var unsure in due.Where(it => it.State == DateState.Unknown && now - it.At < AskFor).ToList())
        {
            Again(of[unsure.Date.Person], time.GetUtcNow() + AskAgain);
            due.Remove(unsure);
        }

        var reach = await dispatch.Reach(db, receivers, cancellation);
        var letters = new List<Letter>();
        foreach (var it in due)
        {
            foreach (var to in helpers.GetValueOrDefault(it.Date.Person, []).Prepend(it.Chosen))
            {
                var before = Find(sent, to.Row.Person, it);
                if (before is not { Open: Channels.None }) letters.Add(new Letter(to, it, before ?? New(to, it, sent, reach), IsNew: before is null));
            }
        }
        foreach (var (letter, outcome) in await dispatch.Send(db, letters, reach, cancellation))
        {
            if (outcome == Delivery.Later) foreach (var work in of[letter.Due.Date.Person]) work.Fail(new DeliveryException());
            if (outcome == Delivery.Waiting) Again(of[letter.Due.Date.Person], time.GetUtcNow() + ChannelAgain);
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

    private Notice New(Chosen to, Due due, ILookup<PersonId, Notice> sent, ILookup<PersonId, Reachable> reach)
    {
        var person = to.Row.Person;
        var reached = dispatch.By(reach[person]);
        var asked = to.Rules[due.Date.Kind].Channels & reached;
        // Nothing has been looked at since it was first said, and it is near.
        if (to.Row.Escalate && due.Date.Kind == CalendarKind.Deadline && due.Days <= Near
            && sent[person].Any(notice => (notice.Of, notice.Part, notice.Entry, notice.Date) == (due.Date.Person, due.Date.Part, due.Date.Entry, due.Date.Date) && notice.At > to.Row.SeenAt)) asked = reached;
        var notice = new Notice
        {
            Person = person, Id = due.KeyFor(person), Of = due.Date.Person, Part = due.Date.Part, Entry = due.Date.Entry, Kind = due.Date.Kind, Date = due.Date.Date, Days = due.Days,
            At = time.GetUtcNow(), Asked = asked, Unchecked = due.State == DateState.Unknown,
        };
        var words = ReminderWords.In(to.Row.Language, () => due.Words(sealing, texts));
        // A helper sees what it is where they may see the calendar itself.
        sealing.Seal(notice, notice.Of == person ? words : words with { Title = null }, CalendarJson.Default.NoticeWords);
        return notice;
    }

    private async Task PlanWhatComesAgain(PlatformDb db, Dictionary<PersonId, Chosen> chosen, ILookup<PersonId, ToRemind> dates, CancellationToken cancellation)
    {
        var again = chosen.SelectMany(pair => dates[pair.Key].Where(date => date.Row is OwnEntry { Repeat: not Repeat.Never }).Select(date => (pair.Value, date))).ToList();
        if (again.Count > 0) await planning.Plan(db, again, late: false, cancellation);
    }

    // Those who help, and have chosen to be reminded themselves.
    private async Task<Dictionary<PersonId, List<Chosen>>> Helpers(PlatformDb db, List<Due> due, CancellationToken cancellation)
    {
        var help = new List<(PersonId Of, PersonId Helper)>();
        foreach (var port in copies)
        {
            foreach (var (of, helpers) in await port.HelpersOf([.. due.Select(it => it.Date.Person).Distinct()], cancellation)) help.AddRange(helpers.Select(helper => (of, helper)));
        }
        if (help.Count == 0) return [];
        var chosen = await Chosen.Of(db, [.. help.Select(pair => pair.Helper).Distinct()], cancellation);
        return help.Distinct().Where(pair => chosen.ContainsKey(pair.Helper)).GroupBy(pair => pair.Of).ToDictionary(group => group.Key, group => group.Select(pair => chosen[pair.Helper]).ToList());
    }
}

/// <summary>A channel was tried, and did not take a message.</summary>
internal sealed class DeliveryException : Exception;
