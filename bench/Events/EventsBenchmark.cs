using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Npgsql;

namespace Overblik.Bench;

/// <summary>How fast events are taken in, beside COPY of the rows that they become. README.md tells what each figure means.</summary>
internal sealed class EventsBenchmark : IBenchmark
{
    private const int OfABatch = 1000, Batches = 300, People = 100_000, Callers = 4;
    private const string Source = "kilde";
    private static readonly string[] Tables = ["calendar.received_event", "calendar.pushed_date"];

    public string Name => "events";
    public string About => "events from authorities taken in, on PostgreSQL, beside COPY of the same rows";
    public TimeSpan TimeLimit => TimeSpan.FromMinutes(10);

    public async Task Run(Report report, Settings settings, CancellationToken stop)
    {
        var (folder, databases) = (Directory.CreateTempSubdirectory("overblik-bench-"), await PostgresServer.Folder(stop));
        try
        {
            await using var server = await PostgresServer.New(Path.Combine(databases, "one"), StartTime.FreePort(), stop);
            await server.Query("CREATE DATABASE overblik", stop);
            var connection = $"Host=127.0.0.1;Port={server.Port};Username=postgres;Database=overblik";
            Report.Say($"{await server.Query("SELECT version()", stop)}: fsync {await server.Query("SHOW fsync", stop)}, synchronous_commit {await server.Query("SHOW synchronous_commit", stop)}");
            using var program = new AuthorityProgram("events", Source);
            var installation = await Installation.Make(folder.FullName, new Uri("http://127.0.0.1:9/"), settings with { Postgres = connection, Portal = [.. program.Agreement(), .. settings.Portal] }, stop, people: 1);
            await using var portal = await installation.StartPortal(stop);
            using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = portal.Address };
            var (mine, raw, ratios, cpu) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
            // The first pass makes the people known, and is not counted.
            for (var round = 0; round <= settings.Rounds; round++)
            {
                ConcurrentQueue<byte[]> batches = new(Enumerable.Range(0, Batches).Select(batch => Batch(round, batch)));
                foreach (var table in Tables) await Execute(connection, "TRUNCATE " + table, stop);
                await Execute(connection, "CHECKPOINT", stop);
                var token = await program.Token(http, stop);
                var before = await portal.Used(stop);
                var start = Stopwatch.GetTimestamp();
                await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Send(http, token, batches, stop)));
                var ours = Batches * OfABatch / Stopwatch.GetElapsedTime(start).TotalSeconds;
                var used = (await portal.Used(stop)).CpuMilliseconds - before.CpuMilliseconds;
                var rows = await Task.WhenAll(Tables.Select(table => Rows(connection, table, stop)));
                foreach (var table in Tables) await Execute(connection, "TRUNCATE " + table, stop);
                await Execute(connection, "CHECKPOINT", stop);
                start = Stopwatch.GetTimestamp();
                await Task.WhenAll(Tables.Select((table, i) => Copy(connection, table, rows[i], stop)));
                var limit = Batches * OfABatch / Stopwatch.GetElapsedTime(start).TotalSeconds;
                if (round == 0) continue;
                Report.Say($"{round}: {ours:N0} events/s, {used * 1000 / (Batches * OfABatch):F1} µs of the portal's CPU each; COPY {limit:N0}/s; ratio {ours / limit:F2}");
                mine.Add(ours);
                raw.Add(limit);
                ratios.Add(ours / limit);
                cpu.Add(used * 1000 / (Batches * OfABatch));
            }
            report.Add("events taken in / COPY of their rows", mine.Median(), raw.Median(), "events/s", ratios.Median(), "ratio ≥ 0.3", ratios.Median() >= 0.3);
            report.Add("the portal's CPU for an event", cpu.Median(), null, "µs");
        }
        finally
        {
            Directory.Delete(databases, recursive: true);
            folder.Delete(recursive: true);
        }
    }

    private static async Task Send(HttpClient http, string token, ConcurrentQueue<byte[]> batches, CancellationToken stop)
    {
        while (batches.TryDequeue(out var batch))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/events") { Content = new ByteArrayContent(batch), Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/cloudevents-batch+json");
            using var answer = await http.SendAsync(request, stop);
            var said = await answer.Content.ReadAsStringAsync(stop);
            if (!answer.IsSuccessStatusCode || JsonNode.Parse(said)!["accepted"]!.GetValue<int>() != OfABatch) throw new BenchmarkException($"Not all of a batch was accepted: {(int)answer.StatusCode} {said[..Math.Min(said.Length, 500)]}");
        }
    }

    // Each of another person than the ones beside it, in no order, as an authority would send them.
    private static byte[] Batch(int round, int batch)
    {
        var text = new StringBuilder("[");
        for (var i = 0; i < OfABatch; i++)
        {
            var n = (batch * OfABatch) + i;
            if (i > 0) text.Append(',');
            text.Append(CultureInfo.InvariantCulture, $$$$$"""
                {"specversion":"1.0","id":"{{{{{round}}}}}-{{{{{n}}}}}","source":"{{{{{Source}}}}}","type":"overblik.deadline.set.v1","subject":"sag-{{{{{n}}}}}","time":"2026-11-20T09:00:00Z","sequence":"1","datacontenttype":"application/json","data":{"person":{"type":"cpr","value":"{{{{{AuthorityProgram.Number((int)(n * 7919L % People))}}}}}"},"authority":{"id":"99000015","name":{"da":"Styrelsen for Prøver","en":"The Agency for Trials"}},"title":{"da":"Svar på forslag til ændring af din skat","en":"Answer the proposal to change your tax"},"deadline":{"due":"2027-0{{{{{1 + (n % 9)}}}}}-{{{{{1 + (n % 28):00}}}}}","legal":true,"consequence":{"da":"Så afgør vi sagen uden dit svar.","en":"We then decide the case without your answer."},"computed":{"da":"15 dage efter brevet.","en":"15 days after the letter."}},"expected":{"text":{"da":"Skriv, hvis du ikke er enig.","en":"Write if you do not agree."},"link":"https://kilde.example/svar"},"legalBasis":{"title":{"da":"Skatteforvaltningsloven § 20","en":"Tax Administration Act s. 20"}}}}
                """);
        }
        return Encoding.UTF8.GetBytes(text.Append(']').ToString());
    }

    private static async Task<byte[]> Rows(string connection, string table, CancellationToken stop)
    {
        await using var open = new NpgsqlConnection(connection);
        await open.OpenAsync(stop);
        await using var copy = await open.BeginRawBinaryCopyAsync($"COPY {table} TO STDOUT (FORMAT BINARY)", stop);
        using var rows = new MemoryStream();
        await copy.CopyToAsync(rows, stop);
        return rows.ToArray();
    }

    private static async Task Copy(string connection, string table, byte[] rows, CancellationToken stop)
    {
        await using var open = new NpgsqlConnection(connection);
        await open.OpenAsync(stop);
        await using var copy = await open.BeginRawBinaryCopyAsync($"COPY {table} FROM STDIN (FORMAT BINARY)", stop);
        await copy.WriteAsync(rows, stop);
    }

    private static async Task Execute(string connection, string sql, CancellationToken stop)
    {
        await using var open = new NpgsqlConnection(connection);
        await open.OpenAsync(stop);
        await using var command = new NpgsqlCommand(sql, open);
        await command.ExecuteNonQueryAsync(stop);
    }
}
