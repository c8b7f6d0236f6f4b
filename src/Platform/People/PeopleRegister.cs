using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Overblik.Platform.Keys;
using Overblik.Platform.Ports;

namespace Overblik.Platform.People;

internal sealed class PeopleRegister(IDbContextFactory<PlatformDb> databases, KeyRing ring, TimeProvider time) : IPeople
{
    // Nearly every page asks it.
    private static readonly Func<PlatformDb, PersonId, IAsyncEnumerable<PersonId>> Became = EF.CompileAsyncQuery((PlatformDb db, PersonId person) => db.Set<Person>().Where(p => p.Became == person).Select(p => p.Id));

    private static readonly Comparer<byte[]> ByBytes = Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b));

    public Task<PersonId> IdFor(CprNumber number, CancellationToken cancellation) => FindOrAdd([number.Digits], Hashes(number.Digits), cancellation);

    public async Task<IReadOnlyDictionary<CprNumber, PersonId>> IdsFor(IReadOnlyCollection<CprNumber> numbers, CancellationToken cancellation)
    {
        var hashes = numbers.Distinct().ToDictionary(number => number, number => Hashes(number.Digits));
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var known = new Dictionary<string, PersonId>(hashes.Count, StringComparer.Ordinal);
        // So few at a time that PostgreSQL takes the index and does not read the whole table.
        foreach (var wanted in hashes.Values.SelectMany(of => of).Chunk(250))
        {
            await foreach (var i in db.Set<IdentifierHash>().Where(i => wanted.Contains(i.Hash)).Select(i => new { i.Hash, i.Person }).AsAsyncEnumerable().WithCancellation(cancellation)) known[Convert.ToHexString(i.Hash)] = i.Person;
        }
        var found = new Dictionary<CprNumber, PersonId>(hashes.Count);
        var unknown = new List<Person>();
        var theirs = new List<IdentifierHash>();
        foreach (var (number, of) in hashes)
        {
            if (of.Select(hash => known.TryGetValue(Convert.ToHexString(hash), out var person) ? person : (PersonId?)null).FirstOrDefault(person => person is not null) is { } id) found[number] = id;
            else
            {
                var person = new Person { Id = PersonId.New(), KeyedWith = KeyedWith, KnownSince = time.GetUtcNow() };
                Seal(person, [number.Digits]);
                unknown.Add(person);
                theirs.AddRange(of.Select(hash => new IdentifierHash { Hash = hash, Person = person.Id }));
                found[number] = person.Id;
            }
        }
        if (unknown.Count == 0) return found;
        await using var whole = await db.Database.BeginTransactionAsync(cancellation);
        var added = await db.AddMissing([.. theirs.OrderBy(i => i.Hash, ByBytes)], cancellation);
        if (added.Count == theirs.Count)
        {
            await db.AddMissing(unknown, cancellation);
            await whole.CommitAsync(cancellation);
            return found;
        }
        // Another request or node made some of them first: one by one.
        await whole.RollbackAsync(cancellation);
        foreach (var number in hashes.Keys) found[number] = await IdFor(number, cancellation);
        return found;
    }

    public async Task<Arrival?> Arrive(CprNumber number, LastingId? lasting, CancellationToken cancellation)
    {
        if (lasting is null) return new(await IdFor(number, cancellation), NewNumber: false);
        try { return await Know(number, lasting, cancellation); }
        // Another request or node learnt the same at the same time: now it is known.
        catch (DbUpdateException) { return await Know(number, lasting, cancellation); }
    }

    private async Task<Arrival?> Know(CprNumber number, LastingId lasting, CancellationToken cancellation)
    {
        var (numbers, lastings) = (Hashes(number.Digits), Hashes(lasting.ToString()));
        var (byNumber, byLasting) = (await Find(numbers, cancellation), await Find(lastings, cancellation));
        if ((byLasting ?? byNumber) is not { } id) return new(await Add([number.Digits, lasting.ToString()], [.. numbers, .. lastings], cancellation), NewNumber: false);

        await using var db = await databases.CreateDbContextAsync(cancellation);
        var person = await db.Set<Person>().SingleAsync(p => p.Id == id, cancellation);
        var held = Open(person);
        if (byNumber == byLasting && held[0] == number.Digits) return new(id, NewNumber: false);

        // Whoever has been met by the new number alone, before this sign-in said whose it is.
        var other = byNumber is { } otherId && otherId != id ? await db.Set<Person>().SingleAsync(p => p.Id == otherId, cancellation) : null;
        var others = other is null ? [] : Open(other);
        // To mix two people up is worse than to turn one away.
        if (held.Concat(others).Any(lasting.IsAnothers)) return null;

        List<string> all = [.. held.Prepend(number.Digits).Concat(others).Append(lasting.ToString()).Distinct()];
        Seal(person, all);
        person.KeyedWith = KeyedWith;
        var known = await db.Set<IdentifierHash>().Where(i => i.Person == id || i.Person == byNumber).ToListAsync(cancellation);
        Replace(db, id, known, all.SelectMany(Hashes));
        if (other is not null)
        {
            (other.Cpr, other.Others, other.Became) = (null, null, id);
            await foreach (var earlier in db.Set<Person>().Where(p => p.Became == other.Id).AsAsyncEnumerable()) earlier.Became = id;
        }
        await db.SaveChangesAsync(cancellation);
        return new(id, NewNumber: held[0] != number.Digits);
    }

    public async Task<IReadOnlyList<PersonId>> KeysOf(PersonId person, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return [person, .. await Became(db, person).ToListAsync(cancellation)];
    }

    public async Task<PersonId> IdForStaff(string subject, CancellationToken cancellation)
    {
        var hashes = Hashes("staff:" + subject);
        var person = await FindOrAdd([], hashes, cancellation);
        // The subject is not kept, so a new look-up key reaches its rows here and not in Rekey.
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var held = await db.Set<IdentifierHash>().Where(i => i.Person == person).Select(i => i.Hash).ToListAsync(cancellation);
        foreach (var hash in hashes.Where(h => !held.Exists(h.SequenceEqual))) db.Add(new IdentifierHash { Hash = hash, Person = person });
        await db.SaveChangesAsync(cancellation);
        return person;
    }

    public async Task<IReadOnlyList<CprNumber>> NumbersOf(PersonId person, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var row = await db.Set<Person>().AsNoTracking().FirstOrDefaultAsync(p => p.Id == person, cancellation);
        return row is null ? [] : [.. Open(row).Where(IsNumber).Select(CprNumber.Parse)];
    }

    public async Task<bool> FitRing(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        // One is enough: whoever was stored last was stored with the newest keys.
        var last = await db.Set<Person>().AsNoTracking().Where(p => p.Cpr != null).OrderByDescending(p => p.KeyedWith).FirstOrDefaultAsync(cancellation);
        if (last is null) return true;
        try
        {
            return await Find(Hashes(Open(last)[0]), cancellation) == last.Id;
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
                var identifiers = Open(person);
                if (identifiers.Count == 0) continue;
                Seal(person, identifiers);
                // The hashes of retired keys go: whoever has such a key and a copy of the database would find people by them.
                Replace(db, person.Id, known[person.Id], identifiers.SelectMany(Hashes));
            }
            await db.SaveChangesAsync(cancellation);
            count += people.Count;
        }
    }

    // Goes up with every rotation of either key, and when look-up keys are retired.
    private int KeyedWith => ring.Current(KeyPurpose.Cpr).Version + ring.Current(KeyPurpose.Lookup).Version + ring.All(KeyPurpose.Lookup)[^1].Version - 1;

    // One hash for each version of the look-up key. A new person gets a row for every one of them, so nodes that
    // do not know the newest version yet still find, and collide with, the same person.
    private byte[][] Hashes(string identifier) =>
        [.. ring.All(KeyPurpose.Lookup).Select(key => KeyRing.Hash(key, IsNumber(identifier) ? "cpr:" + identifier : identifier))];

    private static void Replace(PlatformDb db, PersonId person, IEnumerable<IdentifierHash> held, IEnumerable<byte[]> wanted)
    {
        var before = held.ToList();
        foreach (var hash in wanted)
        {
            if (before.Find(i => i.Hash.SequenceEqual(hash)) is not { } row) db.Add(new IdentifierHash { Hash = hash, Person = person });
            else
            {
                row.Person = person;
                before.Remove(row);
            }
        }
        db.RemoveRange(before);
    }

    private static bool IsNumber(string identifier) => CprNumber.TryParse(identifier, out _);

    // The number first.
    private List<string> Open(Person person)
    {
        string Text(byte[] cipher) => Encoding.UTF8.GetString(ring.Decrypt(KeyPurpose.Cpr, cipher, person.Id.Value.ToByteArray()));
        return person.Cpr is null ? [] : [Text(person.Cpr), .. person.Others is null ? [] : Text(person.Others).Split('\n')];
    }

    private void Seal(Person person, List<string> identifiers)
    {
        byte[] Cipher(string text) => ring.Encrypt(KeyPurpose.Cpr, Encoding.UTF8.GetBytes(text), person.Id.Value.ToByteArray());
        person.Cpr = Cipher(identifiers[0]);
        person.Others = identifiers.Count == 1 ? null : Cipher(string.Join('\n', identifiers.Skip(1)));
    }

    private async Task<PersonId?> Find(byte[][] hashes, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var found = await db.Set<IdentifierHash>().AsNoTracking().Where(i => hashes.Contains(i.Hash)).ToListAsync(cancellation);
        return found.Count > 0 ? found[0].Person : null;
    }

    private async Task<PersonId> FindOrAdd(List<string> identifiers, byte[][] hashes, CancellationToken cancellation)
    {
        try { return await Find(hashes, cancellation) ?? await Add(identifiers, hashes, cancellation); }
        // Another request or node made the same person first.
        catch (DbUpdateException)
        {
            return await Find(hashes, cancellation) ?? throw new InvalidOperationException("The person could neither be found nor added.");
        }
    }

    private async Task<PersonId> Add(List<string> identifiers, byte[][] hashes, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var person = new Person { Id = PersonId.New(), KeyedWith = KeyedWith, KnownSince = time.GetUtcNow() };
        if (identifiers.Count > 0) Seal(person, identifiers);
        db.Add(person);
        foreach (var hash in hashes) db.Add(new IdentifierHash { Hash = hash, Person = person.Id });
        await db.SaveChangesAsync(cancellation);
        return person.Id;
    }
}
