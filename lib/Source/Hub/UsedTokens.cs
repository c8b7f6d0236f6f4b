using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Overblik.Source;

/// <summary>The ids of tokens already used, until they could no longer be used anyway. Bounded: when it is full it refuses rather than forgets.</summary>
internal sealed class UsedTokens(int capacity = 500_000)
{
    public enum Outcome { New, Seen, Full }

    private readonly Lock _lock = new();
    private readonly HashSet<UInt128> _seen = [];
    private readonly PriorityQueue<UInt128, long> _byEnd = new();

    public Outcome Use(string id, long now, long forgetAt)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        var key = BinaryPrimitives.ReadUInt128BigEndian(hash);
        lock (_lock)
        {
            while (_byEnd.TryPeek(out var old, out var end) && end < now)
            {
                _byEnd.Dequeue();
                _seen.Remove(old);
            }
            if (_seen.Contains(key)) return Outcome.Seen;
            if (_seen.Count >= capacity) return Outcome.Full;
            _seen.Add(key);
            _byEnd.Enqueue(key, forgetAt);
            return Outcome.New;
        }
    }
}
