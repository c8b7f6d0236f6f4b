using System.Diagnostics;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Overblik.AccessLog;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Tlog;
using Overblik.Web;

namespace Overblik.Bench;

/// <summary>A log of millions of entries of a million persons: whether it stays as fast, and how long proofs, a person's newest entries, an erasure and a citizen's pages take.</summary>
internal sealed class LargeLog(Installation installation, string connection)
{
    /// <summary>Who signs in: to look at a page, for the proof of a list that is as long, for that of a short one.</summary>
    public const int Visitors = 3 * Third;

    // A new node writes to the log and takes it back, once a second.
    public static readonly TimeSpan Rehearsed = TimeSpan.FromSeconds(15);

    private const int Third = 200, OfABatch = 10_000, OfARound = 100_000, People = 1_000_000, Questions = 2000, Newest = 50, Short = 15, Rounds = 5;

    public async Task Run(Report report, Settings settings, CancellationToken stop)
    {
        var entries = settings.Entries;
        await using var app = Portal.Build([.. installation.Arguments, "--urls=http://127.0.0.1:0"]);
        await Portal.Prepare(app);
        var (sequencer, range, reader, store) = (app.Services.GetRequiredService<Sequencer>(), app.Services.GetRequiredService<PlaceRange>(), app.Services.GetRequiredService<LogReader>(), app.Services.GetRequiredService<PersonIndexStore>());
        var people = Enumerable.Range(0, People).Select(_ => PersonId.New()).ToArray();
        // Those who sign in have their entries from the first to the last of the log, among those of all others.
        PersonId[] visitors = [.. installation.Visitors.Select(visitor => new PersonId(visitor.Person))];
        var (rates, between) = (new List<double>(), Math.Max(1, entries / OfABatch / Newest));
        var memory = GC.GetTotalMemory(forceFullCollection: true);
        var start = Stopwatch.GetTimestamp();
        for (var done = 0L; done < entries; done += OfABatch)
        {
            var (batch, round) = (done / OfABatch, done / OfABatch / between);
            var visited = batch % between != 0 || round >= Newest ? 0 : round < Short ? Visitors : 2 * Third;
            // In no order; after the first million each person has as many.
            await sequencer.Append(Batch(i => i < visited ? visitors[i] : people[(done + i) * 611_953 % People], i => i is >= Third and < 2 * Third && i < visited), stop);
            if ((done + OfABatch) % 1_000_000 != 0) continue;
            rates.Add(1_000_000 / Stopwatch.GetElapsedTime(start).TotalSeconds);
            Report.Say($"{(done + OfABatch) / 1_000_000} million: {rates[^1]:N0} entries/s");
            start = Stopwatch.GetTimestamp();
        }
        if (rates.Count > 2) report.Add($"the last million of {entries / 1_000_000} / the second", rates[^1], rates[1], "entries/s", rates[^1] / rates[1]);
        report.Add("memory for each person whose chain and key are known", (GC.GetTotalMemory(forceFullCollection: true) - memory) / (double)Math.Min(entries, People), null, "bytes");
        await BesideCopy(report, settings, sequencer, range, people, "", stop);
        var databases = app.Services.GetRequiredService<IDbContextFactory<PlatformDb>>();
        using (var restarted = new Sequencer(databases, app.Services.GetRequiredService<LineKeys>(), range)) await BesideCopy(report, settings, restarted, range, people, ", nobody's chain and key known", stop);

        await using var db = await databases.CreateDbContextAsync(stop);
        var (indexes, builder) = (app.Services.GetRequiredService<IndexBuilder>(), app.Services.GetRequiredService<LogProofBuilder>());
        start = Stopwatch.GetTimestamp();
        while (await indexes.RunOnce(stop)) { }
        report.Add("the first index, of a million persons, into the database", Stopwatch.GetElapsedTime(start).TotalSeconds, null, "s");
        await sequencer.Append(Batch(i => people[i * 7919L % People]), stop);
        start = Stopwatch.GetTimestamp();
        await indexes.RunOnce(stop);
        report.Add("the next, after 10,000 entries", Stopwatch.GetElapsedTime(start).TotalSeconds, null, "s");

        await AccessLogBenchmark.Execute(connection, "VACUUM ANALYZE", stop);
        await AccessLogBenchmark.Execute(connection, "CHECKPOINT", stop);
        var size = await db.Set<LogHead>().Select(h => h.Size).SingleAsync(stop);
        var (random, tiles) = (new Random(7), new LogTiles(db, app.Services.GetRequiredService<ProofTiles>()));
        var bare = await Times("bare", _ => db.Database.SqlQuery<int>($"SELECT 1 AS \"Value\"").SingleAsync(stop));
        Within("an inclusion proof / a question that asks for nothing, p99", await Times("inclusion", _ => Proofs.Inclusion(random.NextInt64(size), size, tiles, stop).AsTask()), 2);
        Within("a consistency proof, p99", await Times("consistency", _ => Proofs.Consistency(1 + random.NextInt64(size - 1), size, tiles, stop).AsTask()), 2);
        report.Add("a person's place in the index, proved, p99", await Times("place", _ => store.Proof(db, people[random.Next(People)], stop)), bare, "ms");
        Within($"a person's newest, some ten, opened, p99", await Times("newest", _ => reader.Months(db, [people[random.Next(People)]], int.MaxValue, stop).SelectMany(month => month.Lines).Take(Newest).ToListAsync(stop).AsTask()), 20);

        start = Stopwatch.GetTimestamp();
        await app.Services.GetRequiredService<Erasure>().Erase(people[^17], null, stop);
        report.Add("erasing a person", Stopwatch.GetElapsedTime(start).TotalSeconds, null, "s", null, "≤ 1 s", Stopwatch.GetElapsedTime(start).TotalSeconds <= 1);
        await Audit(report, app, stop);
        // Now that the newest checkpoint is of all.
        var listed = installation.Visitors.Take(Third).Select(visitor => new PersonId(visitor.Person)).ToList();
        Within($"a list of {Newest} and more, opened and proved with its place in the index, p99", await Times("list", i => Proof(listed[Math.Abs(i) % listed.Count])), 20);

        async Task Proof(PersonId person)
        {
            var (proof, proved) = ((await builder.Of([person], stop))!, 0);
            await LogProof.Write(PipeWriter.Create(Stream.Null), proof, Entries, stop);
            if (proof.Index is null || proved < Newest) throw new BenchmarkException($"{proved} entries were proved, {(proof.Index is null ? "without" : "with")} an index.");

            async IAsyncEnumerable<ProvedEntry> Entries(ProvedChain chain)
            {
                await foreach (var entry in builder.Entries(proof, chain, stop))
                {
                    if (entry is { Body: not null, Inclusion: not null }) proved++;
                    yield return entry;
                }
            }
        }

        void Within(string figure, double took, int most) => report.Add(figure, took, bare, "ms", took / bare, $"≤ {most} ms", took <= most);
    }

    // What the log takes in when it is large, and COPY of the same rows into tables as large as those that are written to then, in turn.
    private async Task BesideCopy(Report report, Settings settings, Sequencer sequencer, PlaceRange range, PersonId[] people, string whose, CancellationToken stop)
    {
        var size = (long)(await AccessLogBenchmark.Scalar(connection, "SELECT size FROM access_log.head", stop))!;
        await AccessLogBenchmark.Copy(connection, $"SELECT * FROM access_log.line WHERE index >= {range.EndOf(size) - range.Size}", stop);
        var (mine, raw) = (new List<double>(), new List<double>());
        for (var round = 0; round < settings.Rounds; round++)
        {
            await AccessLogBenchmark.Execute(connection, "CHECKPOINT", stop);
            var (from, start) = (size, Stopwatch.GetTimestamp());
            for (; size < from + OfARound; size += OfABatch) await sequencer.Append(Batch(i => people[(size + i) * 611_953 % People]), stop);
            mine.Add(OfARound / Stopwatch.GetElapsedTime(start).TotalSeconds);
            raw.Add(await AccessLogBenchmark.Raw(connection, from, stop));
            Report.Say($"{size:N0}: {mine[^1]:N0} entries/s; COPY {raw[^1]:N0}/s; ratio {mine[^1] / raw[^1]:F2}");
        }
        var ratio = mine.Zip(raw, (ours, limit) => ours / limit).ToList().Median();
        report.Add($"entries into the log of {size / 1_000_000} million / COPY of their rows{whose}", mine.Median(), raw.Median(), "entries/s", ratio, "ratio ≥ 0.35", ratio >= 0.35);
    }

    /// <summary>As a citizen has them: over HTTP from the portal in a process of its own, one after the other. Beside each, as many bytes made beforehand.</summary>
    public async Task Pages(Report report, CancellationToken stop)
    {
        await using var program = await installation.StartPortal(stop);
        await Task.Delay(Rehearsed, TimeProvider.System, stop);
        var visitors = JsonSerializer.Deserialize<Visitor[]>(await program.Ask($"people {Visitors}", stop))!;
        await Measure($"the page with a person's {Newest} newest, each on its own, over HTTP, p99", "/hvem-har-set", visitors[Third..(2 * Third)], "</html>");
        await Measure($"the page with {Newest} of one routine, over HTTP, p99", "/hvem-har-set", visitors[..Third], "</html>");
        await Measure($"the proof of a list of {Short} and what its reading adds, over HTTP, p99", "/hvem-har-set/kontrol?handler=Proof", visitors[(2 * Third)..], "overblik/log-proof/v1");
        await Measure($"the same of a list of {Newest} and more", "/hvem-har-set/kontrol?handler=Proof", visitors[Third..(2 * Third)], "overblik/log-proof/v1");

        async Task Measure(string figure, string path, Visitor[] who, string has)
        {
            var before = await program.Used(stop);
            var (ours, bytes) = await Get(program.Address, visitor => PageConnection.Request(program.Address, path, visitor.Cookie), who, has);
            var (used, gets) = (await program.Used(stop), who.Length * (Rounds + 1));
            await using var limit = await Child.Start(["bytes", bytes.ToString(CultureInfo.InvariantCulture), "--urls=http://127.0.0.1:0"], serverGc: true, stop);
            var (bare, _) = await Get(limit.Address, visitor => PageConnection.Request(limit.Address, "/", visitor.Cookie), who, "x");
            Report.Say($"{path}: {bytes:N0} bytes, median {ours.Median():F2} ms, longest {ours.Max():F2} ms; {(used.CpuMilliseconds - before.CpuMilliseconds) / gets:F2} ms of CPU and {(used.Allocated - before.Allocated) / 1024 / gets:N0} KB allocated each");
            report.Add(figure, ours.Percentile(0.99), bare.Percentile(0.99), "ms", ours.Percentile(0.99) / bare.Percentile(0.99), "≤ 20 ms", ours.Percentile(0.99) <= 20);
        }

        // The first round warms up, and is not counted.
        async Task<(List<double> Times, int Bytes)> Get(Uri address, Func<Visitor, byte[]> request, Visitor[] who, string has)
        {
            using var open = new PageConnection(address);
            await open.Open(stop);
            var (times, bytes, mark) = (new List<double>(), 0, Encoding.UTF8.GetBytes(has));
            for (var round = 0; round <= Rounds; round++)
            {
                foreach (var visitor in who)
                {
                    var start = Stopwatch.GetTimestamp();
                    var arrival = await open.Get(request(visitor), null, 0, stop);
                    if (round > 0) times.Add(Stopwatch.GetElapsedTime(start, arrival.End).TotalMilliseconds);
                    // Two parts of the body may meet in the middle of the mark.
                    if (open.Answer.IndexOf(mark) < 0 && open.Body().AsSpan().IndexOf(mark) < 0) throw new BenchmarkException("Not what was asked for: " + Encoding.UTF8.GetString(open.Answer[..Math.Min(open.Answer.Length, 600)]));
                    bytes = Math.Max(bytes, open.Answer.Length);
                }
            }
            return (times, bytes);
        }
    }

    // As an outsider does it, in a process of their own, over HTTP; what counts is the auditor's own work. Beside it the bare tree over as many leaves.
    private static async Task Audit(Report report, WebApplication app, CancellationToken stop)
    {
        await app.StartAsync(stop);
        long size;
        await using (var db = await app.Services.GetRequiredService<IDbContextFactory<PlatformDb>>().CreateDbContextAsync(stop))
        {
            size = await db.Set<LogHead>().Select(h => h.Size).SingleAsync(stop);
            while (await db.Set<LogHead>().Select(h => h.CheckpointSize).SingleAsync(stop) < size) await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, stop);
        }
        using var auditor = Process.Start(new ProcessStartInfo("bash", ["-c", $"TIMEFORMAT='%U %S'; time dotnet artifacts/bin/Cli/release/overblik.dll log audit {app.Urls.First()}/log"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (said, used) = (auditor.StandardOutput.ReadToEndAsync(stop), auditor.StandardError.ReadToEndAsync(stop));
        await auditor.WaitForExitAsync(stop);
        if (auditor.ExitCode != 0) throw new BenchmarkException($"The audit found something wrong: {await said} {await used}");
        var cpu = (await used).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Sum(part => double.Parse(part, CultureInfo.InvariantCulture));

        var (leaf, tree, start) = (Leaf.Of(LeafKind.Access, Merkle.Leaf("any"u8)), new TiledTree(), Stopwatch.GetTimestamp());
        for (var i = 0L; i < size; i++) tree.Append(Merkle.Leaf(leaf));
        var bare = size / Stopwatch.GetElapsedTime(start).TotalSeconds;
        report.Add("entries audited for each second of the auditor's CPU / the bare tree", size / cpu, bare, "entries/s", size / cpu / bare, "≥ 500,000 entries/s", size / cpu >= 500_000);
    }

    // As many go before them, and are not counted.
    private static async Task<double> Times(string name, Func<int, Task> what)
    {
        var times = new List<double>();
        for (var i = -Questions; i < Questions; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await what(i);
            if (i >= 0) times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        Report.Say($"{name}: median {times.Median():F2} ms, p99 {times.Percentile(0.99):F2} ms, longest {times.Max():F2} ms");
        return times.Percentile(0.99);
    }

    // Of one routine, or each on its own.
    private static Appending Batch(Func<int, PersonId> who, Func<int, bool>? alone = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new Appending([.. Enumerable.Range(0, OfABatch).Select(i => new NewLine(Line(who(i), now, alone?.Invoke(i) == true)))]);
    }

    private static LineBody Line(PersonId person, DateTimeOffset now, bool alone) => new()
    {
        Id = Guid.CreateVersion7(now), Person = person.Value, At = now, Authority = "kilde", Unit = "Boligstøtte", Role = "Sagsbehandler", System = "BOS", Categories = "income,household", Purpose = alone ? "municipality.casework" : "housing-benefit.control",
        LegalBasis = "Boligstøtteloven", Case = "26-17", Reference = alone ? $"q-{now.UtcTicks}" : "q-1", Batch = 1,
    };
}
