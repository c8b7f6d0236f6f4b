using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Overblik.Platform;

namespace Overblik.Calendar;

/// <summary>An address that can be used.</summary>
internal sealed record Reachable(Contact Row, Address Address);

/// <summary>Writes reminders, hands them to their channels, and writes down what became of them.</summary>
internal sealed class Dispatch(Contacts contacts, IEnumerable<IChannel> channels, UnsubscribeLinks links, ReminderMetrics metrics, IBusinessClock clock, TimeProvider time, Texts texts)
{
    private readonly Dictionary<Channels, IChannel> channels = channels.ToDictionary(channel => channel.Channel);

    /// <summary>The verified addresses of these people.</summary>
    public async Task<ILookup<PersonId, Reachable>> Reach(PlatformDb db, IReadOnlyCollection<PersonId> people, CancellationToken cancellation)
    {
        var rows = await db.Set<Contact>().AsNoTracking().Where(c => people.Contains(c.Person) && c.VerifiedAt != null).ToListAsync(cancellation);
        return rows.Select(row => contacts.Open(row) is { } address ? new Reachable(row, address) : null).OfType<Reachable>().ToLookup(contact => contact.Row.Person);
    }

    public Channels By(IEnumerable<Reachable> addresses) => addresses.Aggregate(contacts.Offered & Channels.Post, (all, one) => all | (one.Row.Channel & contacts.Offered));

    /// <summary>Sends each on the channels that are still open, and returns what has not been taken.</summary>
    public async Task<IReadOnlyList<(Letter Letter, Delivery Outcome)>> Send(PlatformDb db, IReadOnlyList<Letter> letters, ILookup<PersonId, Reachable> reach, CancellationToken cancellation)
    {
        if (letters.Count == 0) return [];
        // An address that has been taken away since, or a mail that nobody wants any more, is not waited for.
        foreach (var letter in letters) letter.Notice.Refused |= letter.Notice.Open & ~(By(reach[letter.Notice.Person]) & ~letter.To.Rules[letter.Notice.Kind].Never);
        var mail = letters.GroupBy(letter => (letter.Notice.Person, letter.Notice.Together)).SelectMany(together => Written([.. together], reach[together.Key.Person])).ToList();
        var answers = await Task.WhenAll(mail.GroupBy(it => it.Channel).Select(async of => (of.Key, Sent: of.Zip(await channels[of.Key].Send([.. of.Select(it => it.Message)], cancellation)).ToList())));
        var open = new List<(Letter, Delivery)>();
        foreach (var (channel, sent) in answers)
        {
            foreach (var (letter, outcome) in Outcomes(sent))
            {
                // What was told after its moment is late from then on.
                metrics.Sent(channel, outcome, time.GetUtcNow() - (letter.Due.Date.Told && letter.Due.Date.Known > letter.Due.At ? letter.Due.Date.Known : letter.Due.At));
                if (outcome == Delivery.Taken) letter.Notice.Sent |= channel;
                else if (outcome is Delivery.Refused or Delivery.Gone) letter.Notice.Refused |= channel;
                else open.Add((letter, outcome));
            }
        }
        // Also where the node ends: what has gone out is written down.
        await Keep(db, letters, CancellationToken.None);
        foreach (var gone in answers.SelectMany(answer => answer.Sent).Where(it => it.Second == Delivery.Gone).Select(it => it.First.Contact?.Row).OfType<Contact>()) await contacts.Remove(gone.Person, gone.Id, CancellationToken.None);
        return open;
    }

    private static async Task Keep(PlatformDb db, IReadOnlyList<Letter> letters, CancellationToken cancellation)
    {
        var fresh = letters.Where(letter => letter.IsNew).Select(letter => letter.Notice).OrderBy(notice => notice.Person.Value).ThenBy(notice => notice.Id).ToList();
        var added = fresh.Count == 0 ? [] : (await db.AddMissing(fresh, cancellation)).ToHashSet(ReferenceEqualityComparer.Instance);
        // Another node may have written of the same one: what either has sent has been sent.
        foreach (var notice in letters.Select(letter => letter.Notice).Where(notice => !added.Contains(notice)))
        {
            await db.Set<Notice>().Where(n => n.Person == notice.Person && n.Id == notice.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(n => n.Sent, n => n.Sent | notice.Sent).SetProperty(n => n.Refused, n => n.Refused | notice.Refused), cancellation);
        }
    }

    // The messages of what goes out together to one person: by each channel what is open on it, to each address of it.
    private IEnumerable<Written> Written(Letter[] letters, IEnumerable<Reachable> addresses)
    {
        var to = letters[0].To.Row;
        foreach (var channel in channels.Keys)
        {
            Letter[] open = [.. letters.Where(letter => letter.Notice.Open.HasFlag(channel))];
            if (open.Length == 0) continue;
            var (subject, text) = ReminderWords.In(to.Language, () => ReminderWords.Digest([.. open.Select(letter => ReminderWords.Line(letter.Notice, letter.Words?.Authority, Day(letter.Notice), texts))], texts));
            var unsubscribe = channel == Channels.Email ? links.For(to.Person, open.Select(letter => letter.Notice.Kind).Distinct().ToArray() is [var one] ? one : null) : null;
            // Of digital post the person is the address.
            foreach (var contact in channel == Channels.Post ? [null] : addresses.Where(contact => contact.Row.Channel == channel).Cast<Reachable?>())
                yield return new Written(channel, contact, new Message(Key(letters[0].Notice, contact?.Row.Id ?? Guid.Empty), to.Person, contact?.Address ?? new Address(""), to.Language, subject, text, SentPage.Path, unsubscribe), open);
        }
    }

    // The day on which it was first said, so that it says the same when it is tried again on another.
    private DateOnly Day(Notice notice) => BusinessClock.DateOf(clock.Now - (time.GetUtcNow() - notice.At));

    // The same at each attempt: of what goes out together, to the same address.
    private static Guid Key(Notice notice, Guid address) => new(SHA256.HashData([.. notice.Person.Value.ToByteArray(), .. notice.Together.ToByteArray(), .. address.ToByteArray()]).AsSpan(0, 16));

    // One of several devices is enough.
    private static IEnumerable<(Letter Letter, Delivery Outcome)> Outcomes(IEnumerable<(Written Written, Delivery Outcome)> sent) =>
        sent.SelectMany(it => it.Written.Letters.Select(letter => (Letter: letter, it.Outcome))).GroupBy(it => it.Letter, it => it.Outcome, ReferenceEqualityComparer.Instance).Select(of => ((Letter)of.Key!, of.Min()));
}

/// <summary>A message, and the reminders that it holds.</summary>
internal sealed record Written(Channels Channel, Reachable? Contact, Message Message, Letter[] Letters);
