using Overblik.LogFormat;

namespace Overblik.AccessLog;

/// <summary>Why an entry is marked as unusual; each is explained on the page.</summary>
internal enum Unusual
{
    /// <summary>Outside of office hours, though nothing about the purpose asks for it.</summary>
    Hours,

    /// <summary>Without a case, though nobody looks by routine.</summary>
    NoCase,

    /// <summary>One of many by the same authority in a short time.</summary>
    Many,
}

/// <summary>An entry, or several of one visit, as they are shown.</summary>
/// <param name="Entries">The newest first.</param>
/// <param name="Purpose">As the register has it; null where it does not.</param>
/// <param name="Unusual">What is unusual about it.</param>
internal sealed record Line(IReadOnlyList<OpenLine> Entries, Purpose? Purpose, IReadOnlyList<Unusual> Unusual)
{
    public LineBody Body => Entries[0].Body;
    public DateTimeOffset At => Body.At;

    /// <summary>No look-up: that what entries say was erased.</summary>
    public bool IsErasure => Body.Act == Erasure.Act;

    /// <summary>No look-up either: what was asked about one, or answered.</summary>
    public bool IsQuestion => Body.Act is Question.Asked or Question.Answered or Question.Postponed;

    /// <summary>Nor this: that one should not have been told.</summary>
    public bool IsWithdrawal => Body.Act == Corrections.Withdrawn;

    /// <summary>A look-up that only a case, or something like it, is a reason for.</summary>
    public bool NeedsCase => Body.IsTold && Body.Criticality.Length == 0 && Purpose is not ({ Routine: true } or { AnyTime: true });

    public IReadOnlyList<string> Categories => [.. Entries.SelectMany(entry => entry.Body.Categories.Split(',', StringSplitOptions.RemoveEmptyEntries)).Distinct()];
    public IReadOnlyList<string> Flags => [.. Entries.SelectMany(entry => entry.Body.Flags.Split(',', StringSplitOptions.RemoveEmptyEntries)).Distinct()];
}

/// <summary>A visit by somebody's work at an authority, as others are judged by it.</summary>
/// <param name="Authority">Whose.</param>
/// <param name="Visit">Entries of one visit have the same.</param>
/// <param name="At">When.</param>
internal readonly record struct LookedUp(string Authority, string Visit, DateTimeOffset At);

/// <summary>What stands together on the page: one line, or a routine that has read several times in a month.</summary>
internal sealed record LineGroup(IReadOnlyList<Line> Lines)
{
    public Line First => Lines[0];
    public bool IsRoutine => Lines.Count > 1;
}
