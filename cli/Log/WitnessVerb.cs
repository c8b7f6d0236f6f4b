using System.CommandLine;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Overblik.Tlog;

namespace Overblik.Cli.Log;

/// <summary><c>overblik log witness</c>: a small witness (C2SP tlog-witness) that anybody can run; <c>overblik log witness-key</c>: its key, before it runs.</summary>
internal static class WitnessVerb
{
    public static Command Command()
    {
        var log = new Option<string[]>("--log") { HelpName = "VKEY", Required = true, Description = "The key of a log to witness, as its /log/vkey says; again for more logs." };
        var key = new Option<string>("--key") { HelpName = "FILE", DefaultValueFactory = _ => "witness.key", Description = "The witness's private key; made where it is not there." };
        var name = Name();
        var store = new Option<string>("--store") { HelpName = "FOLDER", DefaultValueFactory = _ => "witness", Description = "Where the last checkpoint of each log is kept. Never lose it." };
        var url = new Option<string>("--url") { HelpName = "URL", DefaultValueFactory = _ => "http://127.0.0.1:5290", Description = "Where it answers; put TLS in front of it." };
        var command = new Command("witness", "Cosigns a log's checkpoints as long as the log only grows.") { log, key, name, store, url };
        command.SetAction((it, cancel) => Run(it.GetRequiredValue(log), it.GetRequiredValue(key), it.GetValue(name), it.GetRequiredValue(store), it.GetRequiredValue(url), it.InvocationConfiguration.Output, it.InvocationConfiguration.Error, cancel));
        return command;
    }

    public static Command Key()
    {
        var file = new Argument<string>("FILE") { Description = "The witness's private key; made where it is not there." };
        var name = Name();
        var command = new Command("witness-key", "Prints the public key of a witness, for the log's policy.") { file, name };
        command.SetAction((it, cancel) => Guarded(async () => await it.InvocationConfiguration.Output.WriteLineAsync((await KeyIn(it.GetRequiredValue(file), it.GetValue(name), cancel)).Verifier.ToString()), it.InvocationConfiguration.Error));
        return command;
    }

    private static Option<string?> Name() => new("--name") { HelpName = "NAME", Description = "The witness's name, e.g. witness.example/one: needed to make the key." };

    private static Task<int> Run(string[] logs, string keyFile, string? name, string folder, string url, TextWriter output, TextWriter error, CancellationToken cancel) => Guarded(async () =>
    {
        var known = logs.Select(VerifierKey.Parse).ToDictionary(log => log.Name, StringComparer.Ordinal);
        var key = await KeyIn(keyFile, name, cancel);
        using var store = new WitnessFolder(folder);
        await using var app = Serve(new Witness(key, known, store, TimeProvider.System), url);
        await app.StartAsync(cancel);
        await output.WriteLineAsync($"{key.Verifier}\nWitnesses {string.Join(", ", known.Keys)} at {app.Urls.First()}");
        await app.WaitForShutdownAsync(cancel);
    }, error);

    private static async Task<int> Guarded(Func<Task> act, TextWriter error)
    {
        try
        {
            await act();
            return 0;
        }
        catch (OperationCanceledException) { return 0; }
        catch (Exception e) when (e is FormatException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync("overblik: " + e.Message);
            return 2;
        }
    }

    private static async Task<SignerKey> KeyIn(string file, string? name, CancellationToken cancel)
    {
        var key = File.Exists(file) ? SignerKey.Parse((await File.ReadAllTextAsync(file, cancel)).Trim()) : await Make(file, name, cancel);
        return key.Verifier.Kind == SignatureKind.Cosignature ? key : throw new FormatException($"{file} holds the key of a log, not of a witness.");
    }

    private static async Task<SignerKey> Make(string file, string? name, CancellationToken cancel)
    {
        if (name is null) throw new FormatException($"{file} is not there. Give --name, and a key is made.");
        var key = SignerKey.Make(name, SignatureKind.Cosignature);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var stream = new FileStream(file, options);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(key.Export() + "\n"), cancel);
        return key;
    }

    private static WebApplication Serve(Witness witness, string url)
    {
        var builder = WebApplication.CreateSlimBuilder([$"--urls={url}"]);
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = Witness.MaxRequest);
        var app = builder.Build();
        app.MapPost("/add-checkpoint", async (HttpContext http, CancellationToken cancel) =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, cancel);
            return Answer(await witness.Add(body.ToArray(), cancel));
        });
        app.MapGet("/{origin}/checkpoint", async (string origin, CancellationToken cancel) => Answer(await witness.Latest(origin, cancel)));
        app.MapGet("/vkey", () => witness.Key + "\n");
        return app;
    }

    private static IResult Answer(WitnessAnswer answer) => Results.Text(answer.Body, answer.ContentType, statusCode: answer.Status);
}
