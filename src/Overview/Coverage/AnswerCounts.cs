namespace Overblik.Overview;

/// <summary>Questions to a source, by how they went. Counting takes no lock and allocates nothing.</summary>
internal sealed class AnswerCounts
{
    /// <summary>Answers are told apart by these, in milliseconds. No source may take longer than the last.</summary>
    public static readonly IReadOnlyList<int> Within = [100, 200, 300, 500, 1000, 2000, 3000, 5000];

    // First those without an answer.
    private readonly long[] counts = new long[Within.Count + 1];

    public AnswerCounts()
    {
    }

    /// <param name="missed">Without an answer.</param>
    /// <param name="answered">By <see cref="Within"/>.</param>
    public AnswerCounts(long missed, params ReadOnlySpan<long> answered)
    {
        counts[0] = missed;
        answered.CopyTo(counts.AsSpan(1));
    }

    public long Missed => counts[0];
    public long Answered => counts.Skip(1).Sum();
    public long Asked => counts.Sum();

    /// <summary>How many took no longer than <see cref="Within"/> of this place, and longer than the one before.</summary>
    public long this[int place] => counts[place + 1];

    /// <param name="took">Null where no answer came.</param>
    public void Count(TimeSpan? took) => Interlocked.Increment(ref counts[took is { } time ? 1 + PlaceOf(time) : 0]);

    /// <summary>What has been counted, which is counted anew from here.</summary>
    public AnswerCounts Take()
    {
        var taken = new AnswerCounts();
        for (var i = 0; i < counts.Length; i++) taken.counts[i] = Interlocked.Exchange(ref counts[i], 0);
        return taken;
    }

    public void Add(AnswerCounts more)
    {
        for (var i = 0; i < counts.Length; i++) Interlocked.Add(ref counts[i], more.counts[i]);
    }

    public static AnswerCounts Sum(IEnumerable<AnswerCounts> parts)
    {
        var sum = new AnswerCounts();
        foreach (var part in parts) sum.Add(part);
        return sum;
    }

    /// <summary>The shortest of <see cref="Within"/> in which at least so many of a hundred answers came; null where there is none.</summary>
    public int? TimeOf(int percent)
    {
        var answered = Answered;
        long passed = 0;
        for (var i = 0; i < Within.Count && answered > 0; i++)
        {
            passed += this[i];
            if (passed * 100 >= answered * percent) return Within[i];
        }
        return null;
    }

    private static int PlaceOf(TimeSpan took)
    {
        var place = 0;
        while (place < Within.Count - 1 && took.TotalMilliseconds > Within[place]) place++;
        return place;
    }
}
