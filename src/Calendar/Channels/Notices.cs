using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>Tells people of what other capabilities have for them, at the addresses that they have had verified for reminders.</summary>
internal sealed class Notices(IDbContextFactory<PlatformDb> databases, Dispatch dispatch, Contacts contacts, IEnumerable<IChannel> channels) : INotices
{
    public async Task<bool> Reaches(PersonId person, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return dispatch.By((await dispatch.Reach(db, [person], cancellation))[person]) != Channels.None;
    }

    public async Task<bool> Tell(PersonId person, Guid key, Text text, string path, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var language = await db.Set<ReminderChoice>().Where(c => c.Person == person).Select(c => c.Language).FirstOrDefaultAsync(cancellation) ?? Language.Danish;
        var words = language == Language.English ? text.En : text.Da;
        var reach = (await dispatch.Reach(db, [person], cancellation))[person].ToList();
        var answers = new List<Delivery>();
        foreach (var channel in channels)
        {
            // Of digital post the person is the address.
            List<Reachable?> to = channel.Channel == Channels.Post ? [null] : [.. reach.Where(contact => contact.Row.Channel == channel.Channel)];
            if (to.Count == 0) continue;
            var sent = await channel.Send([.. to.Select(contact => new Message(KeyOf(key, contact), person, contact?.Address ?? new Address(""), language, words, words, path))], cancellation);
            answers.AddRange(sent);
            foreach (var (contact, outcome) in to.Zip(sent))
            {
                if (contact is not null && outcome == Delivery.Gone) await contacts.Remove(person, contact.Row.Id, cancellation);
            }
        }
        return IsTaken(answers);
    }

    public async Task<bool> Mail(string address, Guid key, Text text, string path, CancellationToken cancellation) =>
        channels.FirstOrDefault(channel => channel.Channel == Channels.Email) is { } mail
        && IsTaken(await mail.Send([new Message(key, default, new Address(address), Language.Danish, text.Da, $"{text.Da}\n{text.En}", path)], cancellation));

    // One of several is enough. What nobody has taken yet is to be tried again.
    private static bool IsTaken(IReadOnlyCollection<Delivery> answers) => answers.Contains(Delivery.Taken)
        || (answers.Any(answer => answer is Delivery.Waiting or Delivery.Later) ? throw new IOException("No channel has taken it yet.") : false);

    private static Guid KeyOf(Guid key, Reachable? contact) => new(SHA256.HashData([.. key.ToByteArray(), .. (contact?.Row.Id ?? Guid.Empty).ToByteArray()]).AsSpan(0, 16));
}
