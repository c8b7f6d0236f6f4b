using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Overblik.Platform;
using Overblik.Tlog;

namespace Overblik.AccessLog;

/// <summary>What an entry says.</summary>
/// <param name="Id">Its own.</param>
/// <param name="Person">Whose data were read.</param>
/// <param name="Number">Which of this person's entries it is, from 1.</param>
/// <param name="Previous">The commitment of the one before; of the first all zero.</param>
/// <param name="At">When.</param>
/// <param name="Reader">Who read, where it was at the hub itself.</param>
/// <param name="Session">In which sign-in session.</param>
/// <param name="Act">What was done.</param>
/// <param name="Purpose">Why, as a code.</param>
/// <param name="LegalBasis">The provision that allows it, as a code.</param>
/// <param name="Sources">From which authorities' systems, separated by commas.</param>
internal sealed record LineBody(Guid Id, PersonId Person, long Number, TreeHash Previous, DateTimeOffset At, PersonId Reader, Guid Session, string Act, string Purpose, string LegalBasis, string Sources)
{
    private const byte Version = 1;

    // One form for one content, or the commitment could not be made again: a version, then the fields in the order of their tags, each with its length before it.
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
    }

    public byte[] ToBytes()
    {
        var to = new ArrayBufferWriter<byte>(256);
        to.Write([Version]);
        Write(to, Tag.Id, Id.ToByteArray(bigEndian: true));
        Write(to, Tag.Person, Person.Value.ToByteArray(bigEndian: true));
        Write(to, Tag.Number, Number);
        Write(to, Tag.Previous, Previous.ToArray());
        Write(to, Tag.At, Microseconds(At));
        Write(to, Tag.Reader, Reader.Value.ToByteArray(bigEndian: true));
        Write(to, Tag.Session, Session.ToByteArray(bigEndian: true));
        Write(to, Tag.Act, Encoding.UTF8.GetBytes(Act));
        Write(to, Tag.Purpose, Encoding.UTF8.GetBytes(Purpose));
        Write(to, Tag.LegalBasis, Encoding.UTF8.GetBytes(LegalBasis));
        Write(to, Tag.Sources, Encoding.UTF8.GetBytes(Sources));
        return to.WrittenSpan.ToArray();
    }

    /// <exception cref="FormatException">It is none.</exception>
    public static LineBody Parse(ReadOnlySpan<byte> body)
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
        try
        {
            return new LineBody(
                Id: new Guid(fields[Tag.Id], bigEndian: true), Person: new PersonId(new Guid(fields[Tag.Person], bigEndian: true)), Number: BinaryPrimitives.ReadInt64BigEndian(fields[Tag.Number]),
                Previous: new TreeHash(fields[Tag.Previous]), At: DateTimeOffset.UnixEpoch.AddMicroseconds(BinaryPrimitives.ReadInt64BigEndian(fields[Tag.At])),
                Reader: new PersonId(new Guid(fields[Tag.Reader], bigEndian: true)), Session: new Guid(fields[Tag.Session], bigEndian: true),
                Act: Text(Tag.Act), Purpose: Text(Tag.Purpose), LegalBasis: Text(Tag.LegalBasis), Sources: Text(Tag.Sources));
        }
        catch (Exception e) when (e is KeyNotFoundException or ArgumentException) { throw new FormatException("A field of the body is missing or wrong.", e); }

        string Text(Tag tag) => Encoding.UTF8.GetString(fields[tag]);
    }

    private static long Microseconds(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static void Write(ArrayBufferWriter<byte> to, Tag tag, ReadOnlySpan<byte> value)
    {
        if (value.Length > ushort.MaxValue) throw new FormatException($"The field {tag} is too long.");
        var field = to.GetSpan(3 + value.Length);
        field[0] = (byte)tag;
        BinaryPrimitives.WriteUInt16BigEndian(field[1..], (ushort)value.Length);
        value.CopyTo(field[3..]);
        to.Advance(3 + value.Length);
    }

    private static void Write(ArrayBufferWriter<byte> to, Tag tag, long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        Write(to, tag, bytes);
    }
}
