using System.CommandLine;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Overblik.Cli.Events;

/// <summary><c>overblik event key</c> and <c>overblik event send</c>: an authority tells what has happened (contracts/events-api.yaml).</summary>
internal static class EventVerbs
{
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
        var portal = PortalAccess.Portal();
        var client = PortalAccess.Client();
        var key = PortalAccess.Key();
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
            if (await PortalAccess.Token(http, key, client, "events", error, cancel) is not { } token) return 2;
            using var request = new HttpRequestMessage(HttpMethod.Post, "/events") { Content = new StringContent(events, Encoding.UTF8), Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(events.AsSpan().TrimStart() is ['[', ..] ? "application/cloudevents-batch+json" : "application/cloudevents+json");
            using var answer = await http.SendAsync(request, cancel);
            var said = PortalAccess.Json(await answer.Content.ReadAsStringAsync(cancel));
            await output.WriteLineAsync(said?.ToJsonString(PortalAccess.Indented) ?? $"The portal answered {(int)answer.StatusCode}.");
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
}
