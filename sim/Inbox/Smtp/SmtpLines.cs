using System.Buffers;
using System.IO.Pipelines;

namespace Overblik.Inbox;

/// <summary>Reads lines. Only CR LF ends one: anything else lets a message smuggle another in (RFC 5321, section 2.3.8).</summary>
internal sealed class SmtpLines(Stream stream)
{
    private static ReadOnlySpan<byte> End => "\r\n"u8;

    private readonly PipeReader _pipe = PipeReader.Create(stream, new(leaveOpen: true));

    /// <summary>The next line without its end; null where it is longer than that.</summary>
    public async ValueTask<byte[]?> Read(int longest, CancellationToken stop)
    {
        for (var tooLong = false; ;)
        {
            var read = await _pipe.ReadAsync(stop);
            if (Take(read.Buffer, out var line, out var rest))
            {
                var found = tooLong || line.Length > longest ? null : line.ToArray();
                _pipe.AdvanceTo(rest);
                return found;
            }
            if (read.IsCompleted) throw new EndOfStreamException();
            tooLong |= read.Buffer.Length > longest + End.Length;
            // Of what is too long no more is kept than what may be the first half of its end.
            _pipe.AdvanceTo(tooLong ? read.Buffer.GetPosition(read.Buffer.Length - 1) : read.Buffer.Start, read.Buffer.End);
        }
    }

    private static bool Take(ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line, out SequencePosition rest)
    {
        var reader = new SequenceReader<byte>(buffer);
        var found = reader.TryReadTo(out line, End);
        rest = reader.Position;
        return found;
    }
}
