using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Overblik.Cli.Events;

/// <summary><c>overblik event key</c> and <c>overblik event send</c>: an authority tells what has happened (contracts/events-api.yaml).</summary>
internal static class EventVerbs
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Key()
    {
        var file = new Argument<string>("FILE") { Description = "Where the private key is written; it must not be there yet." };
        var command = new Command("key", "Makes the key by which a program proves itself, and prints the public half for the portal's operator.") { file };
        command.SetAction(async (it, _) =>
        {
            try
            {
                using var key = ProgramKey.Make(it.GetRequiredValue(file));
                await it.InvocationConfiguration.Output.WriteLineAsync(key.Jwks().ToJsonString());
                return 0;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                await it.InvocationConfiguration.Error.WriteLineAsync($"overblik: {it.GetValue(file)} could not be made. Name a file that is not there yet, in a folder that exists and is yours.");
                return 2;
            }
        });
        return command;
    }

    public static Command Send()
    {
        var file = new Argument<string>("FILE") { Description = "An event as JSON, or an array of them; - is standard input." };
        var portal = new Option<Uri>("--portal") { HelpName = "URL", CustomParser = Address, DefaultValueFactory = _ => new Uri("http://localhost:5080"), Description = "The portal's address, without a path." };
        var client = new Option<string>("--client") { HelpName = "ID", Required = true, Description = "The program's id as agreed." };
        var key = new Option<string>("--key") { HelpName = "FILE", Required = true, Description = "The program's private key, made by 'overblik event key'." };
        var command = new Command("send", "Tells the portal what has happened, and prints what came of it.") { file, portal, client, key };
        command.SetAction((it, cancel) => Send(it.GetRequiredValue(file), it.GetRequiredValue(portal), it.GetRequiredValue(client), it.GetRequiredValue(key), it.InvocationConfiguration.Output, it.InvocationConfiguration.Error, cancel));
        return command;
    }

    private static async Task<int> Send(string file, Uri portal, string client, string keyFile, TextWriter output, TextWriter error, CancellationToken cancel)
    {
        try
        {
            var events = file == "-" ? await Console.In.ReadToEndAsync(cancel) : await File.ReadAllTextAsync(file, cancel);
            using var key = ProgramKey.Read(keyFile);
            using var http = new HttpClient { BaseAddress = portal, Timeout = TimeSpan.FromSeconds(30) };
            if (await Token(http, key, client, error, cancel) is not { } token) return 2;
            using var request = new HttpRequestMessage(HttpMethod.Post, "/events") { Content = new StringContent(events, Encoding.UTF8), Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(events.AsSpan().TrimStart() is ['[', ..] ? "application/cloudevents-batch+json" : "application/cloudevents+json");
            using var answer = await http.SendAsync(request, cancel);
            var said = Json(await answer.Content.ReadAsStringAsync(cancel));
            await output.WriteLineAsync(said?.ToJsonString(Indented) ?? $"The portal answered {(int)answer.StatusCode}.");
            return !answer.IsSuccessStatusCode ? 1 : said?["refused"] is JsonArray { Count: > 0 } ? 1 : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            await error.WriteLineAsync($"overblik: {file} or {keyFile} could not be read. The first holds events as JSON, the second a key made by 'overblik event key'.");
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            await error.WriteLineAsync($"overblik: no answer from {portal}. Nothing is known of the events: send the same again, which changes nothing if they have come.");
        }
        return 2;
    }

    private static async Task<string?> Token(HttpClient http, ProgramKey key, string client, TextWriter error, CancellationToken cancel)
    {
        // Where it is, and what it calls itself (RFC 8414).
        var about = Json(await http.GetStringAsync("/.well-known/oauth-authorization-server", cancel));
        if (about?["issuer"]?.GetValue<string>() is not { } issuer || about["token_endpoint"]?.GetValue<string>() is not { } endpoint)
        {
            await error.WriteLineAsync($"overblik: {http.BaseAddress} is no portal that takes events.");
            return null;
        }
        using var answer = await http.PostAsync(new Uri(endpoint), new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = key.Assertion(client, issuer, TimeProvider.System.GetUtcNow()),
            ["scope"] = "events",
        }), cancel);
        var said = Json(await answer.Content.ReadAsStringAsync(cancel));
        if (answer.IsSuccessStatusCode && said?["access_token"]?.GetValue<string>() is { } token) return token;
        await error.WriteLineAsync($"overblik: the portal gave no token: {said?["error_description"]?.GetValue<string>() ?? $"status {(int)answer.StatusCode}"}");
        return null;
    }

    private static JsonNode? Json(string text)
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
