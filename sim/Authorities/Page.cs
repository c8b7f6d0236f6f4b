using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Overblik.Authorities;

/// <summary>What of a person's items goes into one answer. A cursor names the last item sent, so an item that changes meanwhile is sent once more, never lost.</summary>
internal sealed class Page
{
    // The cursor holds no secret; the key only keeps it from being used for another person.
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    public Page(List<Item> all, Kind[] offered, OverviewRequest request, int size, string subject)
    {
        Count Row(Kind kind, string? cursor) => new(kind, all.Count(it => it.Kind == kind), all.Count(it => it.Kind == kind && it.Open), cursor);
        var wanted = request.OpenOnly ? all.FindAll(it => it.Open) : all;
        Kind? only = null;
        if (request.Cursor is not null)
        {
            if (Read(request.Cursor, subject) is not { } last) { Refusal = Refusal.CursorInvalid; return; }
            only = last.Kind;
            wanted = wanted.FindAll(it => it.Kind == last.Kind && Compare(it.UpdatedAt, it.Id, last.At, last.Id) > 0);
        }
        var sent = new List<Item>();
        var counts = new List<Count>();
        foreach (var kind in offered)
        {
            var isWanted = only is null ? request.Kinds is null || request.Kinds.Contains(kind) : kind == only;
            var ofKind = isWanted ? wanted.FindAll(it => it.Kind == kind) : [];
            sent.AddRange(ofKind.Take(size));
            counts.Add(Row(kind, ofKind.Count > size ? Write(ofKind[size - 1], subject) : null));
        }
        sent.Sort(Compare);
        // Earlier payments belong to the answer about the one item.
        Items = [.. sent.Select(it => it.Benefit?.Paid is null ? it : it with { Benefit = it.Benefit with { Paid = null } })];
        Counts = [.. counts];
    }

    public Item[] Items { get; } = [];
    public Count[] Counts { get; } = [];
    public Refusal? Refusal { get; }

    /// <summary>Newest first; the id decides between equals.</summary>
    public static int Compare(Item a, Item b) => Compare(a.UpdatedAt, a.Id, b.UpdatedAt, b.Id);

    private static int Compare(DateTimeOffset at, string id, DateTimeOffset otherAt, string otherId) =>
        otherAt.CompareTo(at) is var newest and not 0 ? newest : string.CompareOrdinal(id, otherId);

    private static string Write(Item last, string subject)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{(int)last.Kind}.{last.UpdatedAt.UtcTicks}.{last.Id}");
        return text + "." + Sign(text, subject);
    }

    private static (Kind Kind, DateTimeOffset At, string Id)? Read(string cursor, string subject)
    {
        var part = cursor.Split('.');
        if (part.Length != 4 || Sign(cursor[..cursor.LastIndexOf('.')], subject) != part[3]) return null;
        return ((Kind)int.Parse(part[0], CultureInfo.InvariantCulture), new(long.Parse(part[1], CultureInfo.InvariantCulture), TimeSpan.Zero), part[2]);
    }

    private static string Sign(string text, string subject) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(Key, Encoding.ASCII.GetBytes(text + "." + subject)).AsSpan(0, 16));
}
