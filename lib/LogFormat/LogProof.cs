using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization;
using Overblik.Tlog;

namespace Overblik.LogFormat;

/// <summary>
/// A person's list of who looked at their data, with all that is needed to check it without asking anybody: one file of JSON. Hashes are in base64. <see cref="LogProofCheck"/> says what it proves.
/// </summary>
/// <param name="Format"><see cref="Name"/>.</param>
/// <param name="Origin">Which log.</param>
/// <param name="Keys">The log's own keys (C2SP vkey), as it says itself: whoever knows them from elsewhere takes those.</param>
/// <param name="Policy">Which witnesses it has (C2SP tlog-policy), likewise; null where there are none.</param>
/// <param name="Checkpoint">The signed note.</param>
/// <param name="Index">The index over all persons that the chains are held against; null before the first.</param>
/// <param name="Chains">One; more where a person's CPR number has changed.</param>
public sealed record LogProof(string Format, string Origin, IReadOnlyList<string> Keys, string? Policy, string Checkpoint, ProvedIndex? Index, IReadOnlyList<ProvedChain> Chains)
{
    public const string Name = "overblik/log-proof/v1";

    private const int FlushedAt = 32 * 1024;

    /// <exception cref="FormatException">It is none.</exception>
    public static LogProof Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json.ToArray());
            return !HoldsNothing(document.RootElement) && document.Deserialize(LogProofJson.Default.LogProof) is { Format: Name } proof ? proof : throw new FormatException($"The file is not of the form {Name}.");
        }
        catch (JsonException e) { throw new FormatException($"The file is not of the form {Name}: {e.Path ?? "no JSON"}.", e); }

        // A list that says null in a place: that, the annotations do not refuse.
        static bool HoldsNothing(JsonElement element) => element.ValueKind switch
        {
            JsonValueKind.Array => element.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.Null || HoldsNothing(item)),
            JsonValueKind.Object => element.EnumerateObject().Any(property => HoldsNothing(property.Value)),
            _ => false,
        };
    }

    /// <summary>Writes the file while its entries are made; it is the same as if they stood in it.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="proof">All but the entries.</param>
    /// <param name="entries">Those of each of its chains.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task Write(PipeWriter to, LogProof proof, Func<ProvedChain, IAsyncEnumerable<ProvedEntry>> entries, CancellationToken cancellation)
    {
        // In a proof the chains come last, and in a chain the entries: so what ends with an empty list is left open, and closed when they have been written.
        var end = "]}"u8.Length;
        to.Write((proof with { Chains = [] }).ToBytes().AsSpan()[..^end]);
        foreach (var (place, chain) in proof.Chains.Index())
        {
            if (place > 0) to.Write(","u8);
            to.Write(JsonSerializer.SerializeToUtf8Bytes(chain with { Entries = [] }, LogProofJson.Default.ProvedChain).AsSpan()[..^end]);
            var first = true;
            await foreach (var entry in entries(chain).WithCancellation(cancellation))
            {
                if (!first) to.Write(","u8);
                first = false;
                to.Write(JsonSerializer.SerializeToUtf8Bytes(entry, LogProofJson.Default.ProvedEntry));
                if (to.UnflushedBytes > FlushedAt) await to.FlushAsync(cancellation);
            }
            to.Write("]}"u8);
        }
        to.Write("]}"u8);
        await to.FlushAsync(cancellation);
    }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, LogProofJson.Default.LogProof);
}

/// <param name="Leaf">Where it stands in the log.</param>
/// <param name="Size">How many leaves of the log it covers.</param>
/// <param name="People">How many persons stand in it.</param>
/// <param name="Root">Its root.</param>
/// <param name="At">When it was made, in microseconds since 1970.</param>
/// <param name="Inclusion">That it stands there, in the tree of the checkpoint.</param>
public sealed record ProvedIndex(long Leaf, long Size, long People, TreeHash Root, long At, IReadOnlyList<TreeHash> Inclusion);

/// <param name="Person">A random key.</param>
/// <param name="Label">The person's in the index; null where there is no index.</param>
/// <param name="Count">The number of the newest entry that the person has now.</param>
/// <param name="Indexed">What the index says of the person; null where it says nothing.</param>
/// <param name="Proof">The way up to its root; null where there is no index.</param>
/// <param name="Entries">From the first that is kept to the newest.</param>
public sealed record ProvedChain(Guid Person, TreeHash? Label, long Count, IndexEntry? Indexed, IndexProof? Proof, IReadOnlyList<ProvedEntry> Entries);

/// <param name="Number">Which of the person's entries.</param>
/// <param name="Leaf">Where it stands in the log.</param>
/// <param name="Kind">See <see cref="LeafKind"/>.</param>
/// <param name="Commitment">What its leaf holds.</param>
/// <param name="Nonce">With what the commitment is made again; null or empty where what it says was erased.</param>
/// <param name="Body">What it says; null likewise.</param>
/// <param name="Inclusion">That it stands there, in the tree of the checkpoint; null where it is newer than that.</param>
/// <param name="Disclosed">That the one that it discloses stands in the log where it says, likewise; null where it discloses none.</param>
public sealed record ProvedEntry(
    long Number, long Leaf, LeafKind Kind, TreeHash Commitment, byte[]? Nonce, byte[]? Body, IReadOnlyList<TreeHash>? Inclusion,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<TreeHash>? Disclosed = null);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, Converters = [typeof(HashInBase64)])]
[JsonSerializable(typeof(LogProof))]
internal sealed partial class LogProofJson : JsonSerializerContext;

internal sealed class HashInBase64 : JsonConverter<TreeHash>
{
    public override TreeHash Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        try { return TreeHash.Parse(reader.TokenType == JsonTokenType.String ? reader.GetString()! : ""); }
        catch (FormatException e) { throw new JsonException(null, e); }
    }

    public override void Write(Utf8JsonWriter writer, TreeHash value, JsonSerializerOptions options) => writer.WriteBase64StringValue(TreeHash.BytesOf([value]));
}
