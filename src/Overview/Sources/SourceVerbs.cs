using System.Text.Json;
using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>Lets an operator or an authority's developer ask a source by hand, as the hub would.</summary>
internal static class SourceVerbs
{
    public static byte[] Body(Source source, string? number, SourceTokens tokens) => CprNumber.TryParse(number?.Trim(), out var cpr)
        ? tokens.SubjectKeyFor(source).Overview(cpr)
        : throw new StartupException("Give a CPR number on standard input: ten digits.");

    public static string Token(Source source, byte[] body, SourceTokens tokens)
    {
        try
        {
            var asked = JsonSerializer.Deserialize(body, ContractJson.Default.OverviewRequest);
            if (asked is not null && CprNumber.TryParse(asked.Identifier.Value, out var cpr))
                return tokens.Make(source, tokens.SubjectKeyFor(source).SubjectOf(cpr), AssuranceLevel.Substantial, item: null, body);
        }
        catch (JsonException) { /* Said below. */ }
        throw new StartupException($"The file is not a request of the source contract. Make one with 'source body {source.Id}'.");
    }
}
