using System.Buffers.Text;
using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Overblik.Cli.Events;
using Overblik.LogFormat;

namespace Overblik.Cli.Log;

/// <summary><c>overblik log send</c>: an authority tells who has looked (contracts/access-log-api.yaml). A file of its own remembers how far each source has come, so that nothing is told twice and nothing left out.</summary>
internal static class SendVerb
{
    public static Command Command()
    {
        var file = new Argument<string>("FILE") { Description = "Look-ups as a JSON array, one JSON object a line, or FHIR AuditEvent; an empty file tells that nobody has looked. - is standard input." };
        var source = new Option<string>("--source") { HelpName = "ID", Required = true, Description = "Which source it is." };
        var state = new Option<string>("--state") { HelpName = "FILE", Required = true, Description = "Where it is remembered how far the source has come; one for each source, made when it is not there." };
        var portal = PortalAccess.Portal();
        var client = PortalAccess.Client();
        var key = PortalAccess.Key();
        var command = new Command("send", "Tells who has looked at whose data, in a sealed batch, and prints the receipt.") { file, source, state, portal, client, key };
        command.SetAction((it, cancel) => Run(
            it.GetRequiredValue(file), it.GetRequiredValue(source), it.GetRequiredValue(state), it.GetRequiredValue(portal), it.GetRequiredValue(client), it.GetRequiredValue(key), it.InvocationConfiguration.Output, it.InvocationConfiguration.Error, cancel));
        return command;
    }

    private static async Task<int> Run(string file, string source, string stateFile, Uri portal, string client, string keyFile, TextWriter output, TextWriter error, CancellationToken cancel)
    {
        try
        {
            var body = await Read(file, cancel);
            if (TypeOf(body, out var count) is not { } type)
            {
                await error.WriteLineAsync($"overblik: {file} is neither a JSON array, nor JSON objects each on its line, nor FHIR AuditEvent. Nothing was sent.");
                return 2;
            }
            using var key = ProgramKey.Read(keyFile);
            using var http = new HttpClient { BaseAddress = portal, Timeout = TimeSpan.FromSeconds(100) };
            if (await PortalAccess.Token(http, key, client, "access-log", error, cancel) is not { } token) return 2;
            var known = File.Exists(stateFile);
            var state = known ? JsonSerializer.Deserialize<State>(await File.ReadAllTextAsync(stateFile, cancel))! : new State(1, BatchSeal.NonePrevious, null);
            var hash = Base64Url.EncodeToString(SHA256.HashData(body));
            if (state.Pending is { } pending && BatchSeal.Parse(pending).Content.Body != hash)
            {
                await error.WriteLineAsync($"overblik: of batch {state.Number} of {source} it is not known whether it has come. Send its file again first: that changes nothing if it has.");
                return 2;
            }
            for (var first = true; ; first = false)
            {
                var seal = state.Pending is { } again ? BatchSeal.Parse(again) : key.Seal(new SealContent(source, state.Number, state.Previous, count, hash));
                // Before it is sent: whatever happens then, the same is sent again.
                await Keep(stateFile, state with { Pending = seal.Jws }, cancel);
                using var request = new HttpRequestMessage(HttpMethod.Post, "/access-log/batches") { Content = new ByteArrayContent(body), Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
                request.Headers.Add("Batch-Seal", seal.Jws);
                request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
                using var answer = await http.SendAsync(request, cancel);
                var said = PortalAccess.Json(await answer.Content.ReadAsStringAsync(cancel));
                if (answer.IsSuccessStatusCode) await Keep(stateFile, new State(seal.Content.Number + 1, seal.Hash(), null), cancel);
                else if (answer.StatusCode < HttpStatusCode.InternalServerError && answer.StatusCode != HttpStatusCode.TooManyRequests)
                {
                    // It was not taken in. Who has no memory of the source yet goes on where the portal is.
                    if (answer.StatusCode == HttpStatusCode.Conflict && !known && first && said?["number"]?.GetValue<long>() is { } number && said["previous"]?.GetValue<string>() is { } previous)
                    {
                        state = new State(number, previous, null);
                        continue;
                    }
                    if (known) await Keep(stateFile, state with { Pending = null }, cancel);
                    else File.Delete(stateFile);
                }
                await output.WriteLineAsync(said?.ToJsonString(PortalAccess.Indented) ?? $"The portal answered {(int)answer.StatusCode}.");
                return answer.IsSuccessStatusCode && said?["flagged"] is not JsonArray { Count: > 0 } ? 0 : 1;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException or JsonException or FormatException)
        {
            await error.WriteLineAsync($"overblik: {file}, {stateFile} or {keyFile} could not be read or written. The second is made by this command, the third by 'overblik event key'.");
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            await error.WriteLineAsync($"overblik: no answer from {portal}. Nothing is known of the batch: send the same file again, which changes nothing if it has come.");
        }
        return 2;
    }

    private static async Task<byte[]> Read(string file, CancellationToken cancel)
    {
        if (file != "-") return await File.ReadAllBytesAsync(file, cancel);
        using var all = new MemoryStream();
        await using var input = Console.OpenStandardInput();
        await input.CopyToAsync(all, cancel);
        return all.ToArray();
    }

    // Null where it is nothing that is taken in.
    private static string? TypeOf(byte[] body, out int count)
    {
        var text = System.Text.Encoding.UTF8.GetString(body);
        count = 0;
        if (string.IsNullOrWhiteSpace(text)) return body.Length == 0 ? "application/json" : null;
        if (PortalAccess.Json(text) is JsonArray list)
        {
            count = list.Count;
            return "application/json";
        }
        if (PortalAccess.Json(text) is JsonObject fhir && fhir["resourceType"]?.GetValue<string>() is { } resource)
        {
            count = resource == "Bundle" ? (fhir["entry"] as JsonArray)?.Count ?? 0 : 1;
            return "application/fhir+json";
        }
        var lines = text.Split('\n').Where(line => !string.IsNullOrWhiteSpace(line)).ToList();
        count = lines.Count;
        return lines.TrueForAll(line => PortalAccess.Json(line) is JsonObject) ? "application/x-ndjson" : null;
    }

    // Whole or not at all.
    private static async Task Keep(string file, State state, CancellationToken cancel)
    {
        await File.WriteAllTextAsync(file + ".new", JsonSerializer.Serialize(state), cancel);
        File.Move(file + ".new", file, overwrite: true);
    }

    /// <param name="Number">Of the next batch.</param>
    /// <param name="Previous">What it has as previous.</param>
    /// <param name="Pending">The seal of one that has been sent, and of which it is not known whether it has come.</param>
    private sealed record State(long Number, string Previous, string? Pending);
}
