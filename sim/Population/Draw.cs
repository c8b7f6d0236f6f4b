namespace Overblik.Population;

/// <summary>
/// A splittable stream of pseudo-random numbers (SplitMix64): the same key always gives the same stream, so a person needs no memory.
/// For synthetic people only; not for secrets.
/// </summary>
public struct Draw
{
    private ulong _state;

    private Draw(ulong state) => _state = state;

    /// <summary>The stream of one key: a seed, whose it is, and what it is for.</summary>
    public static Draw Of(ulong seed, long index, uint purpose) =>
        new(Mix(seed ^ Mix(((ulong)index * 0x9E3779B97F4A7C15) + purpose)));

    /// <summary>The next 64 bits.</summary>
    public ulong Next() => Mix(_state += 0x9E3779B97F4A7C15);

    /// <summary>A number from 0 to <paramref name="below"/> - 1.</summary>
    public int Next(int below) => (int)Math.BigMul(Next(), (ulong)below, out _);

    /// <summary>A number from <paramref name="from"/> to <paramref name="to"/>, both included.</summary>
    public int Between(int from, int to) => from + Next(to - from + 1);

    /// <summary>True in so many of a hundred.</summary>
    public bool Percent(int percent) => Next(100) < percent;

    /// <summary>One of the choices.</summary>
    public T Pick<T>(T[] choices)
    {
        ArgumentNullException.ThrowIfNull(choices);
        return choices[Next(choices.Length)];
    }

    internal static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
