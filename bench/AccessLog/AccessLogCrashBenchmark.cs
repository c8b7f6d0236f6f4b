using System.Collections.Concurrent;
using System.Net;
using Overblik.LogFormat;
using Overblik.Tlog;

namespace Overblik.Bench;

/// <summary>
/// Two nodes take in batches and are killed again and again at random moments, and so is the database once. Then an outsider makes every tile again from the entries, over HTTP, and looks for all that was acknowledged. README.md tells what each figure means.
/// </summary>
internal sealed class AccessLogCrashBenchmark : IBenchmark
{
    private const int Kills = 200, Nodes = 2, Sources = 4, OfABatch = 20, People = 20_000;

    public string Name => "access-log-crash";
    public string About => "two nodes that take in the access log's batches are killed 200 times, the database once: what was acknowledged, and whether the log is one";
    public TimeSpan TimeLimit => TimeSpan.FromMinutes(45);

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
            for (var kill = 1; kill <= Kills; kill++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50, 1000)), TimeProvider.System, stop);
                var node = nodes[random.Next(Nodes)];
                await node.Portal.Kill(stop);
                await node.Portal.DisposeAsync();
                node.Portal = await installation.StartPortal(stop);
                if (kill == Kills / 2) await server.KillAndStart(stop);
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
            var (seal, body) = source.Next(Batches.Body(OfABatch, source.Number * OfABatch, People), OfABatch);
            for (var done = false; !done && !enough.IsCancellationRequested; at++)
            {
                try
                {
                    using var http = new HttpClient { BaseAddress = nodes[at % Nodes].Portal.Address, Timeout = TimeSpan.FromSeconds(10) };
                    acknowledged.Enqueue((seal, await Batches.Send(http, await program.Token(http, CancellationToken.None), seal, body, CancellationToken.None)));
                    done = true;
                }
                catch (HttpRequestException e) when (e.StatusCode is { } status && (int)status < 500 && status != HttpStatusCode.Conflict) { throw new BenchmarkException("A batch was refused: " + e.Message); }
                catch (Exception e) when (e is HttpRequestException or TaskCanceledException or System.Text.Json.JsonException or InvalidOperationException) { await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None); }
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
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException) { }
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
