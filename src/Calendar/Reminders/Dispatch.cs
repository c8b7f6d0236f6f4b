using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Overblik.Platform;

namespace Overblik.Calendar;

/// <summary>An address that can be used.</summary>
internal sealed record Reachable(Contact Row, Address Address);

/// <summary>Writes reminders, hands them to their channels, and writes down what became of them.</summary>
internal sealed class Dispatch(Contacts contacts, IEnumerable<IChannel> channels, UnsubscribeLinks links, Sealing sealing, ReminderMetrics metrics, IBusinessClock clock, TimeProvider time, Texts texts)
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
        var mail = letters.GroupBy(letter => letter.To).SelectMany(to => Together(to).SelectMany(together => Written(together, reach[to.Key.Row.Person]))).ToList();
        var answers = await Task.WhenAll(mail.GroupBy(it => it.Channel).Select(async of => (of.Key, Sent: of.Zip(await channels[of.Key].Send([.. of.Select(it => it.Message)], cancellation)).ToList())));
        var open = new List<(Letter, Delivery)>();
        foreach (var (channel, sent) in answers)
        {
            foreach (var (letter, outcome) in Outcomes(sent))
            {
                metrics.Sent(channel, outcome, time.GetUtcNow() - clock.Real(letter.Due.At));
                if (outcome == Delivery.Taken) letter.Notice.Sent |= channel;
                else if (outcome is Delivery.Refused or Delivery.Gone) letter.Notice.Refused |= channel;
                else open.Add((letter, outcome));
            }
            foreach (var (written, _) in sent.Where(it => it.Second == Delivery.Gone))
            {
                if (written.Contact?.Row is { } gone) await contacts.Remove(gone.Person, gone.Id, cancellation);
            }
        }
        var now = time.GetUtcNow();
        // An address that has been taken away since is not waited for.
        foreach (var letter in letters)
        {
            letter.Notice.Refused |= letter.Notice.Open & ~By(reach[letter.Notice.Person]);
            letter.Notice.At = now;
        }
        await db.AddOrChange([.. letters.Select(letter => letter.Notice).OrderBy(notice => notice.Person.Value).ThenBy(notice => notice.Id)], nameof(Notice.At), [nameof(Notice.At), nameof(Notice.Asked), nameof(Notice.Sent), nameof(Notice.Refused)], cancellation);
        return open;
    }

    private static IEnumerable<Letter[]> Together(IGrouping<Chosen, Letter> to) => to.Key.Row.Digest ? [[.. to]] : to.Select(letter => new[] { letter });

    // The messages of one or more reminders to one person: by each channel what is open on it, to each address of it.
    private IEnumerable<Written> Written(Letter[] letters, IEnumerable<Reachable> addresses)
    {
        var to = letters[0].To.Row;
        var by = By(addresses);
        foreach (var channel in channels.Keys.Where(channel => by.HasFlag(channel)))
        {
            Letter[] open = [.. letters.Where(letter => letter.Notice.Open.HasFlag(channel))];
            if (open.Length == 0) continue;
            var (subject, text) = ReminderWords.In(to.Language, () => ReminderWords.Digest([.. open.Select(letter => ReminderWords.Line(letter.Notice, Authority(letter), clock.Today, texts))], texts));
            var unsubscribe = channel == Channels.Email ? links.For(to.Person, open.Select(letter => letter.Notice.Kind).Distinct().ToArray() is [var one] ? one : null) : null;
            // Of digital post the person is the address.
            foreach (var contact in channel == Channels.Post ? [null] : addresses.Where(contact => contact.Row.Channel == channel).Cast<Reachable?>())
                yield return new Written(channel, contact, new Message(Key(open, contact?.Row.Id ?? Guid.Empty), to.Person, contact?.Address ?? new Address(""), to.Language, subject, text, SentPage.Path, unsubscribe), open);
        }
    }

    private string? Authority(Letter letter) => sealing.Open(letter.Notice, CalendarJson.Default.NoticeWords)?.Authority;

    // The same at each attempt: of the same reminders to the same address.
    private static Guid Key(Letter[] letters, Guid address)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var id in letters.Select(letter => letter.Notice.Id).Order()) hash.AppendData(id.ToByteArray());
        hash.AppendData(address.ToByteArray());
        return new Guid(hash.GetHashAndReset().AsSpan(0, 16));
    }

    // One of several devices is enough.
    private static IEnumerable<(Letter Letter, Delivery Outcome)> Outcomes(IEnumerable<(Written Written, Delivery Outcome)> sent) =>
        sent.SelectMany(it => it.Written.Letters.Select(letter => (Letter: letter, it.Outcome))).GroupBy(it => it.Letter, it => it.Outcome, ReferenceEqualityComparer.Instance).Select(of => ((Letter)of.Key!, of.Min()));
}

/// <summary>A message, and the reminders that it holds.</summary>
internal sealed record Written(Channels Channel, Reachable? Contact, Message Message, Letter[] Letters);
