using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>Everything as one JSON file (GDPR art. 15(3): a copy in a form that is in common use).</summary>
/// <param name="Schema">Where its schema lies.</param>
/// <param name="WithProtected">Protected fields are in it, because the person asked for them.</param>
/// <param name="Items">All of them, also those that a source does not send at once.</param>
/// <param name="Sources">How each source answered; last, because only then everybody has.</param>
internal sealed record ExportFile([property: JsonPropertyName("$schema")] string Schema, DateTimeOffset MadeAt, bool WithProtected, IReadOnlyList<MergedItem> Items, IReadOnlyList<SourceReport> Sources)
{
    public const string SchemaPath = "/eksport/skema.json", MediaType = "application/json";

    /// <summary>What stands instead of a protected field.</summary>
    private static readonly Text Left = new("Beskyttet: er ikke taget med", "Protected: left out");

    /// <summary>Written as the pages come, so that an account of any size takes one page's memory.</summary>
    public static async Task Write(PipeWriter to, Site site, DateTimeOffset at, bool withProtected, IAsyncEnumerable<SourceAnswer> pages, IEnumerable<Source> notCovered, CancellationToken cancellation)
    {
        var reports = new Dictionary<string, SourceReport>();
        await using var json = new Utf8JsonWriter(to, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("$schema"u8, new Uri(site.Url, SchemaPath).ToString());
        json.WriteString("madeAt"u8, at);
        json.WriteBoolean("withProtected"u8, withProtected);
        json.WriteStartArray("items"u8);
        await foreach (var page in pages.WithCancellation(cancellation))
        {
            foreach (var item in page.Items) JsonSerializer.Serialize(json, new MergedItem(page.Source.Id, withProtected ? item : Without(item)), ContractJson.Default.MergedItem);
            // A later page that fails leaves the source's part incomplete, and the file says so.
            if (!reports.TryGetValue(page.Source.Id, out var before) || !page.Usable) reports[page.Source.Id] = MergedOverview.Report(page) with { Counts = before?.Counts ?? page.Counts };
            await json.FlushAsync(cancellation);
            await to.FlushAsync(cancellation);
        }
        json.WriteEndArray();
        json.WritePropertyName("sources"u8);
        JsonSerializer.Serialize(json, [.. reports.Values, .. notCovered.Select(MergedOverview.NotCovered)], ContractJson.Default.IReadOnlyListSourceReport);
        json.WriteEndObject();
        await json.FlushAsync(cancellation);
        await to.FlushAsync(cancellation);
    }

    /// <summary>The item without what its protected fields hold.</summary>
    public static Item Without(Item item) => item.Registration is { } registration && registration.Fields.Any(field => field.Protected)
        ? item with { Registration = new Registration([.. registration.Fields.Select(field => field.Protected ? field with { Value = Left } : field)]) }
        : item;

    public static string SchemaText() => ContractJson.Default.Options.GetJsonSchemaAsNode(typeof(ExportFile), new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true })
        .ToJsonString(new JsonSerializerOptions { WriteIndented = true });
}
