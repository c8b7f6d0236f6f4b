using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;

namespace Overblik.Tlog;

/// <summary>
/// SHA-256 (FIPS 180-4) of many short messages of one length: eight side by side, one in each lane of a vector. For messages of a block or two most of what .NET's own takes is the call, so that eight cost less than two.
/// </summary>
public static class Sha256Lanes
{
    private const int Lanes = 8, Block = 64, Words = Block / sizeof(uint), Rounds = 64, Length = sizeof(long);

    // One context for each thread, used again: to make one costs several times what it then does.
    [ThreadStatic]
    private static IncrementalHash? sha256;

    internal static bool IsAccelerated => Avx2.IsSupported;

    // Section 5.3.3.
    private static ReadOnlySpan<uint> Initial => [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

    // Section 4.2.2.
    private static ReadOnlySpan<uint> K =>
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    /// <summary>The hashes of messages that stand one after the other, all of one length.</summary>
    /// <param name="messages">As many as there are hashes.</param>
    /// <param name="hashes">Theirs.</param>
    public static void HashData(ReadOnlySpan<byte> messages, Span<TreeHash> hashes) => Hash([], messages, hashes, IsAccelerated);

    // Optimised at once, as what it calls: what the compiler makes first is many times slower, and a run over millions would begin with it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Hash(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> messages, Span<TreeHash> hashes, bool sideBySide)
    {
        var (length, done) = (messages.Length / Math.Max(1, hashes.Length), 0);
        if (messages.Length != length * hashes.Length) throw new ArgumentException($"{messages.Length} bytes are not {hashes.Length} messages of one length.", nameof(messages));
        if (sideBySide && hashes.Length > 1)
        {
            // Section 5.1.1: a bit of one, zeros, and the length in bits; the same for all, so it is written once.
            var padded = (prefix.Length + length + 1 + Length + Block - 1) / Block * Block;
            Span<byte> some = padded <= 4 * Block ? stackalloc byte[Lanes * padded] : new byte[Lanes * padded];
            some.Clear();
            for (var lane = 0; lane < Lanes; lane++)
            {
                var message = some.Slice(lane * padded, padded);
                prefix.CopyTo(message);
                message[prefix.Length + length] = 0x80;
                BinaryPrimitives.WriteInt64BigEndian(message[^Length..], 8L * (prefix.Length + length));
            }
            // A few that are left over go together too, beside lanes that hash what nobody asks for; a single one does not.
            for (; hashes.Length - done > 1; done += Math.Min(Lanes, hashes.Length - done))
            {
                var now = Math.Min(Lanes, hashes.Length - done);
                for (var lane = 0; lane < now; lane++) messages.Slice((done + lane) * length, length).CopyTo(some[((lane * padded) + prefix.Length)..]);
                Lanewise(some, padded, hashes.Slice(done, now));
            }
        }
        for (; done < hashes.Length; done++) hashes[done] = One(prefix, messages.Slice(done * length, length));
    }

    internal static TreeHash One(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> message)
    {
        var sha = sha256 ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(prefix);
        sha.AppendData(message);
        Span<byte> hash = stackalloc byte[TreeHash.Size];
        sha.GetHashAndReset(hash);
        return new TreeHash(hash);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Lanewise(ReadOnlySpan<byte> padded, int length, Span<TreeHash> hashes)
    {
        Span<Vector256<uint>> schedule = stackalloc Vector256<uint>[Rounds], state = stackalloc Vector256<uint>[Lanes];
        for (var i = 0; i < Lanes; i++) state[i] = Vector256.Create(Initial[i]);
        for (var block = 0; block < length; block += Block)
        {
            // Row by row as the messages are, then word by word as the lanes are.
            for (var half = 0; half < Words; half += Lanes)
            {
                var words = schedule.Slice(half, Lanes);
                for (var lane = 0; lane < Lanes; lane++) words[lane] = Swapped(Vector256.Create(padded.Slice((lane * length) + block + (half * sizeof(uint)), TreeHash.Size)).AsUInt32());
                Transpose(words);
            }
            Compress(state, schedule);
        }
        Transpose(state);
        for (var lane = 0; lane < hashes.Length; lane++) hashes[lane] = new TreeHash(Swapped(state[lane]).AsByte());
    }

    // What were eight rows are eight columns.
    private static void Transpose(Span<Vector256<uint>> rows)
    {
        for (var i = 0; i < Lanes; i += 4)
        {
            var (low, high) = (Avx2.UnpackLow(rows[i], rows[i + 1]).AsUInt64(), Avx2.UnpackHigh(rows[i], rows[i + 1]).AsUInt64());
            var (low2, high2) = (Avx2.UnpackLow(rows[i + 2], rows[i + 3]).AsUInt64(), Avx2.UnpackHigh(rows[i + 2], rows[i + 3]).AsUInt64());
            (rows[i], rows[i + 1]) = (Avx2.UnpackLow(low, low2).AsUInt32(), Avx2.UnpackHigh(low, low2).AsUInt32());
            (rows[i + 2], rows[i + 3]) = (Avx2.UnpackLow(high, high2).AsUInt32(), Avx2.UnpackHigh(high, high2).AsUInt32());
        }
        for (var i = 0; i < Lanes / 2; i++) (rows[i], rows[i + 4]) = (Avx2.Permute2x128(rows[i], rows[i + 4], 0x20), Avx2.Permute2x128(rows[i], rows[i + 4], 0x31));
    }

    // Words are big-endian, lanes are not.
    private static Vector256<uint> Swapped(Vector256<uint> words) =>
        Avx2.Shuffle(words.AsByte(), Vector256.Create(0x0405060700010203, 0x0c0d0e0f08090a0b, 0x0405060700010203, 0x0c0d0e0f08090a0b).AsByte()).AsUInt32();

    // Section 6.2.2, with the functions of section 4.1.2.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Compress(Span<Vector256<uint>> state, Span<Vector256<uint>> schedule)
    {
        var (a, b, c, d, e, f, g, h) = (state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]);
        for (var t = 0; t < Rounds; t++)
        {
            var first = h + (Right(e, 6) ^ Right(e, 11) ^ Right(e, 25)) + ((e & f) ^ (~e & g)) + Vector256.Create(K[t]) + schedule[t];
            var second = (Right(a, 2) ^ Right(a, 13) ^ Right(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + first, c, b, a, first + second);
            // Beside the rounds, sixteen ahead of them: neither waits for the other.
            if (t >= Rounds - Words) continue;
            var (far, near) = (schedule[t + 1], schedule[t + 14]);
            schedule[t + Words] = (Right(near, 17) ^ Right(near, 19) ^ (near >>> 10)) + schedule[t + 9] + (Right(far, 7) ^ Right(far, 18) ^ (far >>> 3)) + schedule[t];
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }

    private static Vector256<uint> Right(Vector256<uint> word, [System.Diagnostics.CodeAnalysis.ConstantExpected] byte bits) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.RotateRight(word, bits) : (word >>> bits) | (word << (32 - bits));
}
