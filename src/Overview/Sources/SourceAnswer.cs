using System.Text.Json.Serialization;
using Overblik.Platform;

namespace Overblik.Overview;

[JsonConverter(typeof(EnumName<SourceState>))]
internal enum SourceState
{
    /// <summary>It answered and holds something.</summary>
    Answered,

    /// <summary>It answered and holds nothing on this person.</summary>
    Nothing,

    /// <summary>It could not be asked, or its answer could not be used.</summary>
    Failed,

    /// <summary>The authority joins later.</summary>
    NotCovered,
}

/// <summary>How one source answered. A failure is a state like any other; nothing here throws.</summary>
internal sealed record SourceAnswer(Source Source, SourceState State)
{
    public IReadOnlyList<Item> Items { get; init; } = [];
    public IReadOnlyList<KindCount> Counts { get; init; } = [];

    /// <summary>When the data were right, by the source's word.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>When the hub had the answer.</summary>
    public DateTimeOffset At { get; init; }
    public string? Version { get; init; }
    public SourceProblem? Problem { get; init; }

    /// <summary>Items that were refused, because they are about another person or outside the agreement.</summary>
    public int Refused { get; init; }

    /// <summary>How many of the refused are about this person, but outside the agreement.</summary>
    public int NotAgreed { get; init; }

    /// <summary>Items that the source sent and the authority has chosen not to show, or not yet.</summary>
    public int HeldBack { get; init; }

    /// <summary>The <see cref="SourceDisplay.Edition"/> by which that was decided.</summary>
    public int Edition { get; init; }

    /// <summary>The first failure of the present run, while it is failing.</summary>
    public DateTimeOffset? DownSince { get; init; }

    public bool Usable => State is SourceState.Answered or SourceState.Nothing;

    /// <summary>Nothing that the source holds is known to be missing: only then may a page say that there is nothing.</summary>
    public bool Whole => Usable && Refused == 0 && HeldBack == 0;
}
