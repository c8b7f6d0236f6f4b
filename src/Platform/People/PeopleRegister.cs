using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Overblik.Platform.Keys;
using Overblik.Platform.Ports;

namespace Overblik.Platform.People;

internal sealed class PeopleRegister(IDbContextFactory<PlatformDb> databases, KeyRing ring, TimeProvider time) : IPeople
{
    private static readonly Func<PlatformDb, PersonId, Task<byte[]?>> CprQuery =
        EF.CompileAsyncQuery((PlatformDb db, PersonId id) => db.Set<Person>().Where(p => p.Id == id).Select(p => p.Cpr).FirstOrDefault());

    public async Task<PersonId> IdFor(CprNumber number, CancellationToken cancellation)
    {
        var hashes = Hashes(number);
        return await Find(hashes, cancellation) ?? await Add(number, hashes, cancellation);
    }

    public async Task<PersonId> IdForStaff(string subject, CancellationToken cancellation)
    {
        var hashes = Hashes("staff:" + subject);
        if (await Find(hashes, cancellation) is not { } person) return await Add(null, hashes, cancellation);
        // The subject is not kept, so a new look-up key reaches its rows here and not in Rekey.
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var held = await db.Set<IdentifierHash>().Where(i => i.Person == person).Select(i => i.Hash).ToListAsync(cancellation);
        foreach (var hash in hashes.Where(h => !held.Exists(h.SequenceEqual))) db.Add(new IdentifierHash { Hash = hash, Person = person });
        await db.SaveChangesAsync(cancellation);
        return person;
    }

    public async Task<CprNumber?> CprOf(PersonId person, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var cipher = await CprQuery(db, person);
        return cipher is null ? null : CprNumber.Parse(Encoding.ASCII.GetString(ring.Decrypt(KeyPurpose.Cpr, cipher, person.Value.ToByteArray())));
    }

    public async Task<bool> FitRing(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        // One is enough: whoever was stored last was stored with the newest keys.
        var last = await db.Set<Person>().AsNoTracking().Where(p => p.Cpr != null).OrderByDescending(p => p.KeyedWith).FirstOrDefaultAsync(cancellation);
        if (last is null) return true;
        try
        {
            var number = CprNumber.Parse(Encoding.ASCII.GetString(ring.Decrypt(KeyPurpose.Cpr, last.Cpr, last.Id.Value.ToByteArray())));
            return await Find(Hashes(number), cancellation) == last.Id;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    public async Task<int> CountToRekey(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.Set<Person>().CountAsync(p => p.KeyedWith < KeyedWith, cancellation);
    }

    public async Task<int> Rekey(CancellationToken cancellation)
    {
        for (var count = 0; ;)
        {
            await using var db = await databases.CreateDbContextAsync(cancellation);
            var people = await db.Set<Person>().Where(p => p.KeyedWith < KeyedWith).OrderBy(p => p.KeyedWith).Take(500).ToListAsync(cancellation);
            if (people.Count == 0) return count;
            var ids = people.ConvertAll(p => p.Id);
            var known = (await db.Set<IdentifierHash>().Where(i => ids.Contains(i.Person)).ToListAsync(cancellation)).ToLookup(i => i.Person);
            foreach (var person in people)
            {
                person.KeyedWith = KeyedWith;
                if (person.Cpr is null) continue;
                var digits = ring.Decrypt(KeyPurpose.Cpr, person.Cpr, person.Id.Value.ToByteArray());
                person.Cpr = ring.Encrypt(KeyPurpose.Cpr, digits, person.Id.Value.ToByteArray());
                if (!CprNumber.TryParse(Encoding.ASCII.GetString(digits), out var number)) continue;
                var (hashes, held) = (Hashes(number), known[person.Id].ToList());
                foreach (var hash in hashes.Where(h => !held.Exists(i => i.Hash.SequenceEqual(h)))) db.Add(new IdentifierHash { Hash = hash, Person = person.Id });
                // Whoever has a retired key and a copy of the database would find people by them.
                db.RemoveRange(held.Where(i => !hashes.Any(i.Hash.SequenceEqual)));
            }
            await db.SaveChangesAsync(cancellation);
            count += people.Count;
        }
    }

    // Goes up with every rotation of either key, and when look-up keys are retired.
    private int KeyedWith => ring.Current(KeyPurpose.Cpr).Version + ring.Current(KeyPurpose.Lookup).Version + ring.All(KeyPurpose.Lookup)[^1].Version - 1;

    // One hash for each version of the look-up key. A new person gets a row for every one of them, so nodes that
    // do not know the newest version yet still find, and collide with, the same person.
    private byte[][] Hashes(CprNumber number) => Hashes("cpr:" + number.Digits);

    private byte[][] Hashes(string identifier) => [.. ring.All(KeyPurpose.Lookup).Select(key => KeyRing.Hash(key, identifier))];

    private async Task<PersonId?> Find(byte[][] hashes, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var found = await db.Set<IdentifierHash>().AsNoTracking().Where(i => hashes.Contains(i.Hash)).ToListAsync(cancellation);
        return found.Count > 0 ? found[0].Person : null;
    }

    private async Task<PersonId> Add(CprNumber? number, byte[][] hashes, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var id = PersonId.New();
        db.Add(new Person
        {
            Id = id,
            Cpr = number is null ? null : ring.Encrypt(KeyPurpose.Cpr, Encoding.ASCII.GetBytes(number.Digits), id.Value.ToByteArray()),
            KeyedWith = KeyedWith,
            KnownSince = time.GetUtcNow(),
        });
        foreach (var hash in hashes) db.Add(new IdentifierHash { Hash = hash, Person = id });
        try
        {
            await db.SaveChangesAsync(cancellation);
            return id;
        }
        catch (DbUpdateException)
        {
            // Another request or node made the same person first.
            return await Find(hashes, cancellation) ?? throw new InvalidOperationException("The person could neither be found nor added.");
        }
    }
}
