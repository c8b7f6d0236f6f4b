using System.Text.Json;
using System.Text.Json.Serialization;

namespace Overblik.AccessLog;

// The messages of contracts/access-log-api.yaml, version 1. Unknown fields are ignored.

/// <summary>Somebody or something at an authority looked at a person's data.</summary>
internal sealed record LookUp
{
    public LookUpPerson? Person { get; init; }
    public DateTimeOffset? At { get; init; }
    public string? Unit { get; init; }
    public string? Role { get; init; }
    public string? System { get; init; }
    public string[]? Categories { get; init; }
    public string? Purpose { get; init; }
    public string? LegalBasis { get; init; }
    public string? Case { get; init; }
    public string? OnBehalfOf { get; init; }
    public string? Criticality { get; init; }
    public string? Reference { get; init; }
    public LookUpDelay? Delay { get; init; }
    public LookUpCorrection? Corrects { get; init; }
}

/// <param name="Type">cpr.</param>
/// <param name="Value">Ten digits.</param>
internal sealed record LookUpPerson(string? Type, string? Value);

/// <param name="Until">When the person may see it.</param>
/// <param name="Ground">The provision.</param>
internal sealed record LookUpDelay(DateTimeOffset? Until, string? Ground);

/// <param name="Leaf">Where the look-up stands in the log that was told wrongly.</param>
/// <param name="Reason">What was wrong.</param>
/// <param name="Withdrawn">There is nothing to tell instead.</param>
internal sealed record LookUpCorrection(long? Leaf, string? Reason, bool Withdrawn = false);

/// <summary>What came of a batch.</summary>
/// <param name="Source">Whose.</param>
/// <param name="Number">Which.</param>
/// <param name="Count">How many entries it had; all of them stand in the log.</param>
/// <param name="Leaf">Where its seal stands in the log, after them.</param>
/// <param name="Next">What the next batch has as previous.</param>
/// <param name="Flagged">The entries that something is wrong with, as the persons see too.</param>
internal sealed record BatchReceipt(string Source, long Number, int Count, long Leaf, string Next, IReadOnlyList<FlaggedEntry> Flagged);

/// <param name="Index">Its place in the batch, from 0.</param>
/// <param name="Flags">What is wrong.</param>
internal sealed record FlaggedEntry(int Index, IReadOnlyList<string> Flags);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(LookUp))]
[JsonSerializable(typeof(BatchReceipt))]
[JsonSerializable(typeof(IReadOnlyList<FlaggedEntry>))]
[JsonSerializable(typeof(string))]
internal sealed partial class IntakeJson : JsonSerializerContext;
