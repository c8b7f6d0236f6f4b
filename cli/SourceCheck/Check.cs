namespace Overblik.Cli.SourceCheck;

/// <summary>One thing that the contract asks of a source.</summary>
/// <param name="Id">Stable, in kebab case.</param>
/// <param name="Title">What holds where it passes.</param>
/// <param name="Section">Where the contract says so.</param>
/// <param name="Mend">What to do where it fails; an outcome may know better.</param>
/// <param name="Run">Tries it.</param>
/// <param name="IsBasic">Whether nothing that follows can be told where it fails.</param>
internal sealed record Check(string Id, string Title, string Section, string Mend, Func<Probe, Task<Outcome>> Run, bool IsBasic = false)
{
    /// <summary>A check that only looks at what the source has said already, and says what is wrong with it, by place.</summary>
    public static Check Look(string id, string title, string section, string mend, Func<Probe, IEnumerable<string>> objections, bool isBasic = false) =>
        new(id, title, section, mend, it => Task.FromResult(Outcome.Of(objections(it))), isBasic);

    /// <summary>The same where there is only one thing to object to.</summary>
    public static Check Look(string id, string title, string section, string mend, Func<Probe, string?> objection, bool isBasic = false) =>
        new(id, title, section, mend, it => Task.FromResult(Outcome.Unless(objection(it))), isBasic);
}

/// <summary>Checks under one heading.</summary>
internal sealed record Group(string Name, Check[] Checks);

internal enum Verdict { Passed, Failed, Skipped }

/// <param name="Verdict">How it went.</param>
/// <param name="Text">What was seen, or why it was skipped. Never holds personal data or a text of the source's: places and codes only.</param>
/// <param name="Mend">How to mend it, where that is more than the check says.</param>
internal sealed record Outcome(Verdict Verdict, string? Text = null, string? Mend = null)
{
    public static readonly Outcome Passed = new(Verdict.Passed), NoItems = Skipped("The test person has no items.");

    public static Outcome Failed(string seen, string? mend = null) => new(Verdict.Failed, seen, mend);

    public static Outcome Skipped(string reason) => new(Verdict.Skipped, reason);

    /// <summary>Passed where there is no objection.</summary>
    public static Outcome Unless(string? objection) => objection is null ? Passed : Failed(objection);

    /// <summary>Passed where there are none.</summary>
    public static Outcome Of(IEnumerable<string> objections)
    {
        var all = objections.Distinct().ToList();
        return all.Count switch
        {
            0 => Passed,
            <= 4 => Failed(string.Join("; ", all)),
            _ => Failed($"{string.Join("; ", all.Take(3))}; and {all.Count - 3} more"),
        };
    }
}

/// <summary>A check's outcome, for the reports.</summary>
internal sealed record Result(string Group, Check Check, Outcome Outcome, TimeSpan Took)
{
    public string? Mend => Outcome.Verdict == Verdict.Failed ? Outcome.Mend ?? Check.Mend : null;
}

/// <summary>All of a run.</summary>
/// <param name="Source">The source's id, where it said it.</param>
/// <param name="IsChecked">False where the source could not be reached or there was nobody to ask about.</param>
internal sealed record Report(Uri Url, string? Source, DateTimeOffset Started, TimeSpan Took, bool IsChecked, IReadOnlyList<Result> Results)
{
    public int Count(Verdict verdict) => Results.Count(it => it.Outcome.Verdict == verdict);

    /// <summary>0: all passed. 1: something failed. 2: nothing can be said of the source.</summary>
    public int ExitCode => !IsChecked ? 2 : Count(Verdict.Failed) > 0 ? 1 : 0;
}
