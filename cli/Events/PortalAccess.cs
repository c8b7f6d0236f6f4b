using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Overblik.Cli.Events;

/// <summary>How an authority's program comes to a portal: the options that say where and as whom, and its token.</summary>
internal static class PortalAccess
{
    public static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Option<Uri> Portal() => new("--portal") { HelpName = "URL", CustomParser = Address, DefaultValueFactory = _ => new Uri("http://localhost:5080"), Description = "The portal's address, without a path." };

    public static Option<string> Client() => new("--client") { HelpName = "ID", Required = true, Description = "The program's id as agreed." };

    public static Option<string> Key() => new("--key") { HelpName = "FILE", Required = true, Description = "The program's private key, made by 'overblik event key'." };

    /// <summary>Null where the portal gave none; it has then been said why.</summary>
    public static async Task<string?> Token(HttpClient http, ProgramKey key, string client, string scope, TextWriter error, CancellationToken cancel)
    {
        // Where it is, and what it calls itself (RFC 8414).
        var about = Json(await http.GetStringAsync("/.well-known/oauth-authorization-server", cancel));
        if (about?["issuer"]?.GetValue<string>() is not { } issuer || about["token_endpoint"]?.GetValue<string>() is not { } endpoint)
        {
            await error.WriteLineAsync($"overblik: {http.BaseAddress} is no portal that takes anything from programs.");
            return null;
        }
        using var answer = await http.PostAsync(new Uri(endpoint), new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = key.Assertion(client, issuer, TimeProvider.System.GetUtcNow()),
            ["scope"] = scope,
        }), cancel);
        var said = Json(await answer.Content.ReadAsStringAsync(cancel));
        if (answer.IsSuccessStatusCode && said?["access_token"]?.GetValue<string>() is { } token) return token;
        await error.WriteLineAsync($"overblik: the portal gave no token: {said?["error_description"]?.GetValue<string>() ?? $"status {(int)answer.StatusCode}"}");
        return null;
    }

    /// <summary>Null where it is none.</summary>
    public static JsonNode? Json(string text)
    {
        try { return JsonNode.Parse(text); }
        catch (JsonException) { return null; }
    }

    private static Uri? Address(ArgumentResult it)
    {
        if (Uri.TryCreate(it.Tokens[0].Value, UriKind.Absolute, out var url) && (url.Scheme == "https" || (url.Scheme == "http" && url.IsLoopback)) && url.PathAndQuery == "/") return url;
        it.AddError("--portal takes the portal's https address without a path (http only on localhost), e.g. http://localhost:5080.");
        return null;
    }
}
