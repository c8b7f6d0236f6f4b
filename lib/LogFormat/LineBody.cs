using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Overblik.Tlog;

namespace Overblik.LogFormat;

/// <summary>What an entry says. Of a reading at the hub itself: reader, session, act, sources. Of one at an authority: what it has told. What does not apply is empty, and then not in the bytes.</summary>
public sealed record LineBody
{
    private const byte Version = 1;

    // One form for one content, or the commitment could not be made again: a version, then the fields in the order of their tags, each with its length before it; none that is empty.
    private enum Tag : byte
    {
        Id = 1,
        Person,
        Number,
        Previous,
        At,
        Reader,
        Session,
        Act,
        Purpose,
        LegalBasis,
        Sources,
        Authority,
        Unit,
        Role,
        System,
        Categories,
        Case,
        OnBehalfOf,
        Criticality,
        Reference,
        Batch,
        Flags,
        Of,
        Opened,
        About,
        Ground,
        Text,
        Until,
    }

    /// <summary>Its own.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whose data: a random key.</summary>
    public required Guid Person { get; init; }

    /// <summary>Which of this person's entries it is, from 1.</summary>
    public long Number { get; init; }

    /// <summary>The commitment of the one before; of the first all zero.</summary>
    public TreeHash Previous { get; init; }

    /// <summary>When it happened, to the microsecond.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who read, where it was at the hub itself.</summary>
    public Guid Reader { get; init; }

    /// <summary>In which sign-in session.</summary>
    public Guid Session { get; init; }

    /// <summary>What was done: <c>capability.verb</c>.</summary>
    public string Act { get; init; } = "";

    /// <summary>Why, as a code.</summary>
    public string Purpose { get; init; } = "";

    /// <summary>The provision that allows it: a code, or as the authority writes it.</summary>
    public string LegalBasis { get; init; } = "";

    /// <summary>From which authorities' systems the hub read, separated by commas.</summary>
    public string Sources { get; init; } = "";

    /// <summary>The source that told it.</summary>
    public string Authority { get; init; } = "";

    /// <summary>The part of the authority.</summary>
    public string Unit { get; init; } = "";

    /// <summary>As what somebody or something read: never a name.</summary>
    public string Role { get; init; } = "";

    /// <summary>In which of the authority's systems.</summary>
    public string System { get; init; } = "";

    /// <summary>Of what kind the data were, as codes separated by commas.</summary>
    public string Categories { get; init; } = "";

    /// <summary>The case that it was for, as the authority numbers it.</summary>
    public string Case { get; init; } = "";

    /// <summary>For whom, where it was for another.</summary>
    public string OnBehalfOf { get; init; } = "";

    /// <summary>How pressing: empty for the usual.</summary>
    public string Criticality { get; init; } = "";

    /// <summary>By what the authority finds it in its own log; entries of one reference belong together.</summary>
    public string Reference { get; init; } = "";

    /// <summary>The authority's batch in which it came: its number.</summary>
    public long Batch { get; init; }

    /// <summary>What is wrong or missing in it, as codes separated by commas.</summary>
    public string Flags { get; init; } = "";

    /// <summary>The place in the log of the entry that this one is about: that it corrects, asks about or discloses. Of no other: -1.</summary>
    public long Of { get; init; } = -1;

    /// <summary>Of a disclosure: nonce and body of the entry that is disclosed.</summary>
    public ReadOnlyMemory<byte> Opened { get; init; }

    /// <summary>Of an entry that is delayed, and so stands in a chain of its source's: whom it is about.</summary>
    public Guid About { get; init; }

    /// <summary>Why it is delayed, or was.</summary>
    public string Ground { get; init; } = "";

    /// <summary>When it is to be shown to whom it is about, or was to be, to the microsecond; null where it is not delayed.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>What a person asks, or is answered; what was wrong in what is corrected.</summary>
    public string Text { get; init; } = "";

    /// <summary>An authority has told of a look-up of its own: nothing that was done at the hub.</summary>
    public bool IsTold => Authority.Length > 0 && Act.Length == 0;

    /// <summary>One that was told before, told as it should have been.</summary>
    public bool IsCorrection => IsTold && Of >= 0 && Opened.IsEmpty;

    /// <summary>The person themself, at the hub.</summary>
    public bool IsOwn => Authority.Length == 0 && Reader == Person;

    public byte[] ToBytes()
    {
        var to = new ArrayBufferWriter<byte>(256);
        WriteTo(to, Number, Previous);
        return to.WrittenSpan.ToArray();
    }

    /// <summary>The bytes of this entry at that place of a chain.</summary>
    public void WriteTo(ArrayBufferWriter<byte> to, long number, in TreeHash previous)
    {
        Span<byte> hash = stackalloc byte[TreeHash.Size];
        previous.CopyTo(hash);
        to.Write([Version]);
        Write(to, Tag.Id, Id);
        Write(to, Tag.Person, Person);
        Write(to, Tag.Number, number);
        Write(to, Tag.Previous, hash);
        Write(to, Tag.At, At);
        if (Reader != Guid.Empty) Write(to, Tag.Reader, Reader);
        if (Session != Guid.Empty) Write(to, Tag.Session, Session);
        Write(to, Tag.Act, Act);
        Write(to, Tag.Purpose, Purpose);
        Write(to, Tag.LegalBasis, LegalBasis);
        Write(to, Tag.Sources, Sources);
        Write(to, Tag.Authority, Authority);
        Write(to, Tag.Unit, Unit);
        Write(to, Tag.Role, Role);
        Write(to, Tag.System, System);
        Write(to, Tag.Categories, Categories);
        Write(to, Tag.Case, Case);
        Write(to, Tag.OnBehalfOf, OnBehalfOf);
        Write(to, Tag.Criticality, Criticality);
        Write(to, Tag.Reference, Reference);
        if (Batch != 0) Write(to, Tag.Batch, Batch);
        Write(to, Tag.Flags, Flags);
        if (Of >= 0) Write(to, Tag.Of, Of);
        if (!Opened.IsEmpty) Write(to, Tag.Opened, Opened.Span);
        if (About != Guid.Empty) Write(to, Tag.About, About);
        Write(to, Tag.Ground, Ground);
        Write(to, Tag.Text, Text);
        if (Until is { } until) Write(to, Tag.Until, until);
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote; fields of later versions are left out.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static LineBody Parse(ReadOnlySpan<byte> body)
    {
        var fields = Fields(body);
        try
        {
            return new LineBody
            {
                Id = Id(Tag.Id), Person = Id(Tag.Person), Number = Whole(Tag.Number), Previous = new TreeHash(fields[Tag.Previous]), At = Time(Tag.At),
                Reader = Has(Tag.Reader) ? Id(Tag.Reader) : Guid.Empty, Session = Has(Tag.Session) ? Id(Tag.Session) : Guid.Empty,
                Act = Words(Tag.Act), Purpose = Words(Tag.Purpose), LegalBasis = Words(Tag.LegalBasis), Sources = Words(Tag.Sources), Authority = Words(Tag.Authority), Unit = Words(Tag.Unit), Role = Words(Tag.Role),
                System = Words(Tag.System), Categories = Words(Tag.Categories), Case = Words(Tag.Case), OnBehalfOf = Words(Tag.OnBehalfOf), Criticality = Words(Tag.Criticality), Reference = Words(Tag.Reference),
                Batch = Has(Tag.Batch) ? Whole(Tag.Batch) : 0, Flags = Words(Tag.Flags), Of = Has(Tag.Of) ? Whole(Tag.Of) : -1, Opened = fields.GetValueOrDefault(Tag.Opened),
                About = Has(Tag.About) ? Id(Tag.About) : Guid.Empty, Ground = Words(Tag.Ground), Text = Words(Tag.Text), Until = Has(Tag.Until) ? Time(Tag.Until) : null,
            };
        }
        catch (Exception e) when (e is KeyNotFoundException or ArgumentException) { throw new FormatException("A field of the body is missing or wrong.", e); }

        bool Has(Tag tag) => fields.ContainsKey(tag);
        Guid Id(Tag tag) => new(fields[tag], bigEndian: true);
        long Whole(Tag tag) => fields[tag] is { Length: sizeof(long) } bytes ? BinaryPrimitives.ReadInt64BigEndian(bytes) : throw new ArgumentException(null);
        DateTimeOffset Time(Tag tag) => LogTime.FromMicroseconds(Whole(tag));
        string Words(Tag tag) => Encoding.UTF8.GetString(fields.GetValueOrDefault(tag, []));
    }

    /// <summary>Whether both say the same of a look-up: in all fields, of later versions too, but those that are particular to where a body stands.</summary>
    internal static bool SayTheSame(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        var (mine, theirs) = (Content(one), Content(other));
        return mine.Count == theirs.Count && mine.All(field => theirs.TryGetValue(field.Key, out var value) && value.AsSpan().SequenceEqual(field.Value));

        static Dictionary<Tag, byte[]> Content(ReadOnlySpan<byte> body)
        {
            var fields = Fields(body);
            foreach (var tag in (ReadOnlySpan<Tag>)[Tag.Id, Tag.Person, Tag.Number, Tag.Previous, Tag.Of, Tag.Opened, Tag.About]) fields.Remove(tag);
            return fields;
        }
    }

    private static Dictionary<Tag, byte[]> Fields(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty || body[0] != Version) throw new FormatException("Not a body of version 1.");
        var fields = new Dictionary<Tag, byte[]>();
        var (rest, last) = (1, 0);
        while (rest < body.Length)
        {
            if (body.Length < rest + 3 || BinaryPrimitives.ReadUInt16BigEndian(body[(rest + 1)..]) is var length && body.Length < rest + 3 + length) throw new FormatException("The body ends within a field.");
            if (body[rest] <= last) throw new FormatException("The fields of a body are not in order.");
            last = body[rest];
            fields[(Tag)last] = body.Slice(rest + 3, length).ToArray();
            rest += 3 + length;
        }
        return fields;
    }

    private static void Write(ArrayBufferWriter<byte> to, Tag tag, Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        Write(to, tag, bytes);
    }

    private static void Write(ArrayBufferWriter<byte> to, Tag tag, long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        Write(to, tag, bytes);
    }

    private static void Write(ArrayBufferWriter<byte> to, Tag tag, DateTimeOffset value) => Write(to, tag, LogTime.ToMicroseconds(value));

    private static void Write(ArrayBufferWriter<byte> to, Tag tag, string value)
    {
        if (value.Length == 0) return;
        var bytes = to.GetSpan(3 + Encoding.UTF8.GetMaxByteCount(value.Length));
        Head(tag, bytes, Encoding.UTF8.GetBytes(value, bytes[3..]), out var length);
        to.Advance(length);
    }

    private static void Write(ArrayBufferWriter<byte> to, Tag tag, ReadOnlySpan<byte> value)
    {
        var bytes = to.GetSpan(3 + value.Length);
        value.CopyTo(bytes[3..]);
        Head(tag, bytes, value.Length, out var length);
        to.Advance(length);
    }

    // What stands before a value of so many bytes; and how many it is then.
    private static void Head(Tag tag, Span<byte> bytes, int value, out int length)
    {
        if (value > ushort.MaxValue) throw new FormatException($"The field {tag} is too long.");
        bytes[0] = (byte)tag;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[1..], (ushort)value);
        length = 3 + value;
    }
}
