using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Overblik.AccessLog;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Tlog;
using Overblik.Web;

namespace Overblik.Bench;

/// <summary>
/// Two nodes take in batches and are killed again and again at random moments, and so is the database once. Then an outsider makes every tile again from the entries, over HTTP, and looks for all that was acknowledged; and each person's list is proved, and read. README.md tells what each figure means.
/// </summary>
internal sealed class AccessLogCrashBenchmark : IBenchmark
{
    private const int Nodes = 2, Sources = 4, OfABatch = 20, People = 20_000, BetweenDelayed = 20;
    private static readonly TimeSpan Delay = TimeSpan.FromMinutes(1);

    public string Name => "access-log-crash";
    public string About => "two nodes that take in the access log's batches are killed 200 times, the database once: what was acknowledged, and whether the log is one";
    public TimeSpan TimeLimit => TimeSpan.FromMinutes(75);

    public async Task Run(Report report, Settings settings, CancellationToken stop)
    {
        var (folder, databases) = (Directory.CreateTempSubdirectory("overblik-bench-"), await PostgresServer.Folder(stop));
        try
        {
            await using var server = await PostgresServer.New(Path.Combine(databases, "one"), StartTime.FreePort(), stop);
            await server.Query("CREATE DATABASE overblik", stop);
            var names = Enumerable.Range(0, Sources).Select(i => "kilde-" + i).ToArray();
            using var program = new AuthorityProgram("access-log", names);
            var connection = $"Host=127.0.0.1;Port={server.Port};Username=postgres;Database=overblik";
            var installation = await Installation.Make(folder.FullName, new Uri("http://127.0.0.1:9/"), settings with { Postgres = connection, Portal = [.. program.Agreement(), .. settings.Portal] }, stop, people: 1);
            var nodes = new Node[Nodes];
            for (var node = 0; node < Nodes; node++) nodes[node] = new Node(await installation.StartPortal(stop));
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var (acknowledged, roots, forks) = (new ConcurrentQueue<(BatchSeal Seal, long Leaf)>(), new ConcurrentDictionary<long, TreeHash>(), new ConcurrentQueue<long>());
            var sending = names.Select((name, i) => Send(program, new Batches(program, name), nodes, i, acknowledged, enough.Token)).ToArray();
            var watching = Watch(nodes, roots, forks, enough.Token);
            // The same moments in each run.
            var random = new Random(20_261_127);
            for (var kill = 1; kill <= settings.Kills; kill++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50, 1000)), TimeProvider.System, stop);
                var node = nodes[random.Next(Nodes)];
                await node.Portal.Kill(stop);
                await node.Portal.DisposeAsync();
                node.Portal = await installation.StartPortal(stop);
                if (kill == settings.Kills / 2) await server.KillAndStart(stop);
                // None ends before it is told to, but by an error.
                foreach (var ended in sending.Append(watching).Where(task => task.IsCompleted)) await ended;
                if (kill % 20 == 0) Report.Say($"{kill} kills; {acknowledged.Count:N0} batches acknowledged, {roots.Count:N0} checkpoints seen");
            }
            await enough.CancelAsync();
            await Task.WhenAll([.. sending, watching]);
            using var http = new HttpClient { BaseAddress = nodes[0].Portal.Address };
            var leaves = await Whole(http, acknowledged.Max(one => one.Leaf), roots, forks, stop);
            var missing = acknowledged.Count(one => leaves[(int)one.Leaf] != Merkle.Leaf(Leaf.Of(LeafKind.Batch, one.Seal.Commitment())));
            report.Add("batches acknowledged", acknowledged.Count, null, "batches");
            report.Add("of them not where it was acknowledged that they are", missing, null, "batches", null, "0", missing == 0);
            report.Add("checkpoints of one size with different roots, or that are not the log's", forks.Count, roots.Count, "checkpoints", null, "0", forks.IsEmpty);
            foreach (var node in nodes) await node.Portal.DisposeAsync();
            await Prove(report, installation, acknowledged, stop);
        }
        finally
        {
            Directory.Delete(databases, recursive: true);
            folder.Delete(recursive: true);
        }
    }

    // Each batch until it is acknowledged: by whichever node there is.
    private static async Task Send(AuthorityProgram program, Batches source, Node[] nodes, int first, ConcurrentQueue<(BatchSeal, long)> acknowledged, CancellationToken enough)
    {
        var at = first;
        while (!enough.IsCancellationRequested)
        {
            var (seal, body) = source.Next(Batches.Body(OfABatch, source.Number * OfABatch, People, source.Number % BetweenDelayed == 0 ? TimeProvider.System.GetUtcNow() + Delay : null), OfABatch);
            for (var done = false; !done && !enough.IsCancellationRequested; at++)
            {
                try
                {
                    using var http = new HttpClient { BaseAddress = nodes[at % Nodes].Portal.Address, Timeout = TimeSpan.FromSeconds(10) };
                    acknowledged.Enqueue((seal, await Batches.Send(http, await program.Token(http, CancellationToken.None), seal, body, CancellationToken.None)));
                    done = true;
                }
                catch (HttpRequestException e) when (e.StatusCode is { } status && (int)status < 500 && status != HttpStatusCode.Conflict) { throw new BenchmarkException("A batch was refused: " + e.Message); }
                catch (Exception e) when (e is HttpRequestException or OperationCanceledException or System.Text.Json.JsonException or InvalidOperationException) { await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None); }
            }
        }
    }

    private static async Task Watch(Node[] nodes, ConcurrentDictionary<long, TreeHash> roots, ConcurrentQueue<long> forks, CancellationToken enough)
    {
        for (var at = 0; !enough.IsCancellationRequested; at++)
        {
            try
            {
                using var http = new HttpClient { BaseAddress = nodes[at % Nodes].Portal.Address, Timeout = TimeSpan.FromSeconds(5) };
                var checkpoint = Checkpoint.Parse(SignedNote.Parse(await http.GetStringAsync("/log/checkpoint", CancellationToken.None)).Text);
                if (roots.GetOrAdd(checkpoint.Size, checkpoint.Root) != checkpoint.Root) forks.Enqueue(checkpoint.Size);
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException) { }
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }
    }

    // Every tile made again from the bundles, and each checkpoint that was seen among the roots on the way.
    private static async Task<List<TreeHash>> Whole(HttpClient http, long atLeast, ConcurrentDictionary<long, TreeHash> roots, ConcurrentQueue<long> forks, CancellationToken stop)
    {
        Checkpoint checkpoint;
        do checkpoint = Checkpoint.Parse(SignedNote.Parse(await http.GetStringAsync("/log/checkpoint", stop)).Text);
        while (checkpoint.Size <= atLeast);
        var (leaves, made) = (new List<TreeHash>(), new Dictionary<TileId, byte[]>());
        var tree = new TiledTree((tile, hashes, _) => made[tile] = TreeHash.BytesOf(hashes).ToArray());
        for (var index = 0L; TileId.In(checkpoint.Size, TileId.Entries, index) is { } bundle; index++)
        {
            foreach (var leaf in Entries(await http.GetByteArrayAsync("/log/" + bundle.Path, stop)))
            {
                tree.Append(leaf);
                leaves.Add(leaf);
                if (roots.TryGetValue(tree.Size, out var seen) && seen != tree.Root()) forks.Enqueue(tree.Size);
            }
        }
        if ((tree.Size, tree.Root()) != (checkpoint.Size, checkpoint.Root)) forks.Enqueue(checkpoint.Size);
        foreach (var (tile, bytes) in made)
        {
            var served = await http.GetByteArrayAsync("/log/" + tile.Path, stop);
            if (!bytes.SequenceEqual(served)) throw new BenchmarkException($"The tile {tile.Path} is not the one that its entries make.");
        }
        Report.Say($"{leaves.Count:N0} entries and {made.Count:N0} full tiles made again");
        return leaves;
    }

    // Each person's list as the person would download it, checked, and read: what was acknowledged is to stand in one of them, once.
    private static async Task Prove(Report report, Installation installation, IReadOnlyCollection<(BatchSeal Seal, long Leaf)> acknowledged, CancellationToken stop)
    {
        await using var app = Portal.Build([.. installation.Arguments, "--urls=http://127.0.0.1:0"]);
        await Portal.Prepare(app);
        await app.StartAsync(stop);
        var (indexes, builder, disclosure) = (app.Services.GetRequiredService<IndexBuilder>(), app.Services.GetRequiredService<LogProofBuilder>(), app.Services.GetRequiredService<Disclosure>());
        await using var db = await app.Services.GetRequiredService<IDbContextFactory<PlatformDb>>().CreateDbContextAsync(stop);
        while (await db.Set<LogDelay>().AnyAsync(stop))
        {
            if (await disclosure.RunOnce(stop) == 0) await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, stop);
        }
        var (setRight, lost) = await app.Services.GetRequiredService<DelayCheck>().RunOnce(stop);
        while (await indexes.RunOnce(stop)) { }
        while (await db.Set<LogHead>().AnyAsync(head => head.CheckpointSize < head.Size, stop)) await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, stop);

        var (stands, chains, broken) = (new ConcurrentDictionary<(string Source, string Reference), int>(), 0, 0);
        var people = await db.Set<LogChain>().Select(chain => chain.Person).ToListAsync(stop);
        // What is kept back stands there, and is disclosed elsewhere.
        var ofSources = (await db.Set<LogSource>().Select(source => source.Chain).ToListAsync(stop)).ToHashSet();
        await Parallel.ForEachAsync(people, new ParallelOptions { CancellationToken = stop, MaxDegreeOfParallelism = Environment.ProcessorCount }, async (person, cancel) =>
        {
            var proof = (await builder.Of([person], cancel))!;
            var check = new LogProofCheck(proof);
            var its = check.Begin(proof.Chains[0]);
            await foreach (var entry in builder.Entries(proof, proof.Chains[0], cancel))
            {
                its.Add(entry);
                // That it was disclosed, the source's own chain says as well.
                if (entry.Body is { Length: > 0 } bytes && LineBody.Parse(bytes) is { IsTold: true } told) stands.AddOrUpdate((told.Authority, told.Reference), 1, static (_, before) => before + 1);
            }
            its.End();
            if (check.Findings().Any(finding => finding.Of is not (ProofPart.Witnesses or ProofPart.Erased) && finding.Holds != true && !(finding.Of == ProofPart.Disclosed && ofSources.Contains(person)))) Interlocked.Increment(ref broken);
            if (Interlocked.Increment(ref chains) % 5000 == 0) Report.Say($"{chains:N0} of {people.Count:N0} lists proved");
        });
        var wanted = acknowledged.SelectMany(batch => Enumerable.Range(0, OfABatch).Select(i => (batch.Seal.Content.Source, string.Create(CultureInfo.InvariantCulture, $"q-{((batch.Seal.Content.Number - 1) * OfABatch) + i}")))).ToList();
        var missing = wanted.Count(entry => !stands.ContainsKey(entry));
        var twice = stands.Values.Count(times => times > 1);
        report.Add("entries of these batches that stand in no person's list", missing, wanted.Count, "entries", null, "0", missing == 0);
        report.Add("entries that stand there more than once", twice, stands.Count, "entries", null, "0", twice == 0);
        report.Add("lists that are not proved whole: entries, words, chain, place in the index", broken, chains, "lists", null, "0", broken == 0);
        await app.StopAsync(stop);
        report.Add("delayed entries not on their list, or lost from their source's chain", setRight + lost, null, "entries", null, "0", setRight + lost == 0);
    }

    private static List<TreeHash> Entries(byte[] bundle)
    {
        ReadOnlySpan<byte> rest = bundle;
        var entries = new List<TreeHash>();
        while (EntryBundle.TryTake(ref rest, out var entry)) entries.Add(Merkle.Leaf(entry));
        return entries;
    }

    private sealed class Node(Child portal)
    {
        public Child Portal { get; set; } = portal;
    }
}
