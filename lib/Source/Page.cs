using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Overblik.Source;

/// <summary>What of a person's items goes into one answer. A cursor names the last item sent, so an item that changes meanwhile is sent once more, never lost.</summary>
internal sealed class Page
{
    public Page(List<Item> all, Kind[] offered, OverviewRequest request, int size, Subject subject)
    {
        Kind? only = null;
        var after = (At: DateTimeOffset.MaxValue, Id: "");
        if (request.Cursor is not null)
        {
            if (Read(request.Cursor, subject) is not { } last) { Refusal = Refusal.CursorInvalid; return; }
            (only, after) = (last.Kind, (last.At, last.Id));
        }
        var sent = new List<Item>();
        Counts = new Count[offered.Length];
        for (var row = 0; row < offered.Length; row++)
        {
            var kind = offered[row];
            var isWanted = only is null ? request.Kinds is null || request.Kinds.Contains(kind) : kind == only;
            var (total, open, taken, cursor) = (0, 0, 0, (string?)null);
            foreach (var item in all)
            {
                if (item.Kind != kind) continue;
                total++;
                if (item.Open) open++;
                if (!isWanted || (request.OpenOnly && !item.Open) || Compare(item.UpdatedAt, item.Id, after.At, after.Id) <= 0) continue;
                taken++;
                if (taken <= size) sent.Add(item);
                else cursor ??= Write(sent[^1], subject);
            }
            Counts[row] = new(kind, total, open, cursor);
        }
        sent.Sort(Compare);
        Items = [.. sent.Select(it => Sendable(it, subject))];
    }

    public Item[] Items { get; } = [];
    public Count[] Counts { get; } = [];
    public Refusal? Refusal { get; }

    /// <summary>Newest first; the id decides between equals.</summary>
    public static int Compare(Item a, Item b) => Compare(a.UpdatedAt, a.Id, b.UpdatedAt, b.Id);

    private static int Compare(DateTimeOffset at, string id, DateTimeOffset otherAt, string otherId) =>
        otherAt.CompareTo(at) is var newest and not 0 ? newest : string.CompareOrdinal(id, otherId);

    // Earlier payments belong to the answer about the one item.
    private static Item Sendable(Item item, Subject subject) =>
        item.Benefit?.Paid is null ? item with { Subject = subject.Of(item.Holder) } : item with { Subject = subject.Of(item.Holder), Benefit = item.Benefit with { Paid = null } };

    // Nothing in a cursor is secret; the signature only keeps it to the person it was made for. Every node of the source can check it.
    private static string Write(Item last, Subject subject)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{(int)last.Kind}.{last.UpdatedAt.UtcTicks}.{last.Id}");
        return text + "." + subject.Sign(text);
    }

    private static (Kind Kind, DateTimeOffset At, string Id)? Read(string cursor, Subject subject)
    {
        var part = cursor.Split('.');
        if (part.Length != 4 || subject.Sign(cursor[..cursor.LastIndexOf('.')]) != part[3]) return null;
        return ((Kind)int.Parse(part[0], CultureInfo.InvariantCulture), new(long.Parse(part[1], CultureInfo.InvariantCulture), TimeSpan.Zero), part[2]);
    }
}

/// <summary>Rule 7: the person asked about as this hub knows them here, and the subjects of records.</summary>
internal sealed class Subject
{
    private readonly byte[] _key;

    private Subject(Identifier person, byte[] key) => (Person, _key, Value) = (person, key, Hash(key, person.Value));

    public Identifier Person { get; }

    public string Value { get; }

    /// <summary>Null where the identifier or the key has not the contract's form.</summary>
    public static Subject? Read(Identifier person, string subjectKey)
    {
        var key = new byte[32];
        return person.IsWellFormed && subjectKey.Length == 43 && Base64Url.IsValid(subjectKey) && Base64Url.TryDecodeFromChars(subjectKey, key, out var length) && length == 32 ? new(person, key) : null;
    }

    /// <summary>The subject of the one on a record.</summary>
    public string Of(Identifier holder) => holder == Person ? Value : Hash(_key, holder.Value);

    public string Sign(string text) => Hash(_key, text + "." + Value)[..22];

    private static string Hash(byte[] key, string text)
    {
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text), hash);
        return Base64Url.EncodeToString(hash);
    }
}
