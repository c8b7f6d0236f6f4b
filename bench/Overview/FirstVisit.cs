using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Overblik.Bench;

/// <summary>What a browser fetches on a first visit of /overblik: headless Chromium with an empty cache, watched over its DevTools protocol.</summary>
internal static class FirstVisit
{
    public static async Task Measure(Report report, Installation installation, CancellationToken stop)
    {
        if (Chromium() is not { } chromium)
        {
            Report.Say("First visit: not measured, there is no Chromium here");
            return;
        }
        var port = StartTime.FreePort();
        using var portal = Process.Start(installation.Published($"--urls=http://localhost:{port}"))!;
        _ = portal.StandardOutput.ReadToEndAsync(stop);
        var profile = Directory.CreateTempSubdirectory("overblik-bench-chromium-");
        Process? browser = null;
        try
        {
            await StartTime.Answers(portal, port, stop);
            var start = new ProcessStartInfo(chromium) { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var arg in (string[])["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-dev-shm-usage",
                "--remote-debugging-port=0", "--user-data-dir=" + profile.FullName, "about:blank"]) start.ArgumentList.Add(arg);
            browser = Process.Start(start)!;
            _ = browser.StandardError.ReadToEndAsync(stop);
            var fetched = await Visit(profile.FullName, new Uri($"http://localhost:{port}/overblik"), installation.Visitors[0].Cookie, stop);
            Report.Say("First visit: bytes as sent, headers and bodies, and how the bodies were encoded");
            foreach (var f in fetched) Report.Say($"       {f.Bytes,8:N0}  {f.Encoding,-4}  {f.Status}  {f.Path}");
            var bytes = fetched.Sum(f => f.Bytes) / 1024.0;
            report.Add("first visit, bytes as sent", bytes, null, "KB", null, "≤ 120 KB", bytes <= 120);
            report.Add("first visit, requests", fetched.Count, null, "requests", null, "≤ 12", fetched.Count <= 12);
        }
        finally
        {
            if (browser is not null)
            {
                if (!browser.HasExited) browser.Kill(entireProcessTree: true);
                await browser.WaitForExitAsync(CancellationToken.None);
                browser.Dispose();
            }
            await StartTime.End(portal);
            // Chromium's helpers may still be writing for a moment.
            for (var attempt = 0; profile.Exists && attempt < 20; attempt++)
            {
                try { profile.Delete(recursive: true); }
                catch (IOException) { await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None); }
                profile.Refresh();
            }
        }
    }

    private sealed record Fetched(string Path, int Status, string Encoding, long Bytes);

    private static async Task<List<Fetched>> Visit(string profile, Uri page, string cookie, CancellationToken stop)
    {
        var file = Path.Combine(profile, "DevToolsActivePort");
        while (!File.Exists(file) || (await File.ReadAllLinesAsync(file, stop)).Length < 2) await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, stop);
        var lines = await File.ReadAllLinesAsync(file, stop);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{lines[0]}{lines[1]}"), stop);

        var sent = 0;
        string? session = null;
        async Task<int> Send(string method, JsonObject parameters)
        {
            var message = new JsonObject { ["id"] = ++sent, ["method"] = method, ["params"] = parameters };
            if (session is not null) message["sessionId"] = session;
            await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, stop);
            return sent;
        }
        async Task<JsonNode> Receive(CancellationToken until)
        {
            using var message = new MemoryStream();
            var buffer = new byte[16_384];
            ValueWebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(buffer.AsMemory(), until);
                message.Write(buffer, 0, part.Count);
            } while (!part.EndOfMessage);
            return JsonNode.Parse(message.ToArray())!;
        }
        async Task<JsonNode> Call(string method, JsonObject parameters)
        {
            var id = await Send(method, parameters);
            while (true)
            {
                var answer = await Receive(stop);
                if ((int?)answer["id"] != id) continue;
                return answer["error"] is { } error ? throw new BenchmarkException($"Chromium refused {method}: {error}") : answer["result"]!;
            }
        }

        var target = (string)(await Call("Target.createTarget", new JsonObject { ["url"] = "about:blank" }))["targetId"]!;
        session = (string)(await Call("Target.attachToTarget", new JsonObject { ["targetId"] = target, ["flatten"] = true }))["sessionId"]!;
        await Call("Network.enable", []);
        await Call("Page.enable", []);
        var named = cookie.Split('=', 2);
        await Call("Network.setCookie", new JsonObject { ["name"] = named[0], ["value"] = named[1], ["url"] = page.ToString() });
        await Send("Page.navigate", new JsonObject { ["url"] = page.ToString() });

        var fetched = new Dictionary<string, Fetched>();
        using var quiet = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var loaded = false;
        try
        {
            while (true)
            {
                // Quiet for a second and a half after the page has loaded: then nothing more comes, fonts and icons included.
                if (loaded) quiet.CancelAfter(TimeSpan.FromSeconds(1.5));
                var message = await Receive(quiet.Token);
                var about = message["params"];
                if ((string?)about?["requestId"] is { } id)
                {
                    var known = fetched.GetValueOrDefault(id) ?? new Fetched("", 0, "", 0);
                    switch ((string?)message["method"])
                    {
                        case "Network.requestWillBeSent" when ((string)about["request"]!["url"]!).StartsWith("http", StringComparison.Ordinal):
                            fetched[id] = known with { Path = new Uri((string)about["request"]!["url"]!).AbsolutePath };
                            break;
                        case "Network.responseReceived" when known.Path.Length > 0:
                            fetched[id] = known with { Status = (int)about["response"]!["status"]!, Encoding = (string?)about["response"]!["headers"]!["Content-Encoding"] ?? "" };
                            break;
                        case "Network.loadingFinished" when known.Path.Length > 0:
                            fetched[id] = known with { Bytes = (long)about["encodedDataLength"]! };
                            break;
                        case "Network.loadingFailed" when known.Path.Length > 0:
                            throw new BenchmarkException($"{known.Path} could not be loaded: {about["errorText"]}");
                    }
                }
                loaded |= (string?)message["method"] == "Page.loadEventFired";
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested) { /* Quiet. */ }
        var list = fetched.Values.ToList();
        return list.Count > 0 && list[0].Status == 200 ? list : throw new BenchmarkException($"The page did not come: {string.Join(", ", list)}");
    }

    private static string? Chromium() =>
        (from name in (string[])["chromium", "chromium-browser", "google-chrome"]
         from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
         let path = Path.Combine(folder, name)
         where File.Exists(path)
         select path).FirstOrDefault();
}
