using System.Net;
using Microsoft.EntityFrameworkCore;
using Overblik.AccessLog;
using Overblik.LogFormat;
using Overblik.Tlog;

namespace Overblik.Web.Tests;

/// <summary>The log as an outsider has it: asked for over HTTP, and every tile made again from the entries.</summary>
internal sealed record PublicLog(long Size, TreeHash Root, IReadOnlyDictionary<string, string> Tiles, IReadOnlyList<TreeHash> Leaves) : ITiles
{
    private static readonly HttpClient Http = new();

    /// <summary>Waits until the checkpoint has come to all that is in the log.</summary>
    public static async Task<Checkpoint> Settle(PortalHost portal) => await Newest(portal, VerifierKey.Parse((await Http.GetStringAsync(new Uri(portal.Address, "/log/vkey"))).TrimEnd('\n')));

    /// <summary>Once the checkpoint has come to all that is in the log.</summary>
    public static async Task<PublicLog> Read(PortalHost portal)
    {
        var checkpoint = await Settle(portal);
        var (tiles, leaves, tree) = (new Dictionary<string, string>(), new List<TreeHash>(), new TiledTree());
        for (var index = 0L; TileId.In(checkpoint.Size, TileId.Entries, index) is { } bundle; index++) AddLeaves(await Get(portal, bundle), leaves);
        foreach (var leaf in leaves) tree.Append(leaf);
        Assert.Equal((checkpoint.Size, checkpoint.Root), (tree.Size, tree.Root()));
        var made = leaves;
        for (var level = 0; made.Count > 0; level++)
        {
            for (var index = 0L; TileId.In(checkpoint.Size, level, index) is { } tile; index++)
            {
                var bytes = await Get(portal, tile);
                Assert.Equal(TreeHash.BytesOf(made.Skip((int)index * TileId.Full).Take(tile.Width).ToArray()).ToArray(), bytes);
                tiles[tile.Path] = Convert.ToHexString(bytes);
            }
            made = [.. made.Chunk(TileId.Full).Where(full => full.Length == TileId.Full).Select(full => Merkle.Root(full))];
        }
        return new PublicLog(checkpoint.Size, checkpoint.Root, tiles, leaves);
    }

    public ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> Read(IReadOnlyList<TileId> tiles, CancellationToken cancellation) => new([.. tiles.Select(tile => (ReadOnlyMemory<byte>)Convert.FromHexString(Tiles[tile.Path]))]);

    public static async Task<byte[]> Get(PortalHost portal, TileId tile)
    {
        using var answer = await Http.GetAsync(new Uri(portal.Address, "/log/" + tile.Path));
        Assert.Equal((HttpStatusCode.OK, "application/octet-stream"), (answer.StatusCode, answer.Content.Headers.ContentType!.ToString()));
        Assert.Equal("public, max-age=31536000, immutable", answer.Headers.CacheControl!.ToString());
        return await answer.Content.ReadAsByteArrayAsync();
    }

    private static async Task<Checkpoint> Newest(PortalHost portal, VerifierKey key)
    {
        await using var db = await portal.Databases.CreateDbContextAsync();
        var size = await db.Set<LogHead>().Select(h => h.Size).SingleAsync();
        for (var i = 0; ; i++)
        {
            using var answer = await Http.GetAsync(new Uri(portal.Address, "/log/checkpoint"));
            if (answer.IsSuccessStatusCode)
            {
                Assert.Equal("text/plain; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
                var note = SignedNote.Parse(await answer.Content.ReadAsByteArrayAsync());
                Assert.Equal([key], note.Verify([key]));
                var checkpoint = Checkpoint.Parse(note.Text);
                Assert.Equal((key.Name, 0), (checkpoint.Origin, checkpoint.Extensions.Count));
                if (checkpoint.Size >= size) return checkpoint;
            }
            Assert.True(i < 200, $"The log has {size} entries, and after ten seconds no checkpoint says so.");
            await Task.Delay(50);
        }
    }

    private static void AddLeaves(byte[] bundle, List<TreeHash> leaves)
    {
        ReadOnlySpan<byte> rest = bundle;
        while (EntryBundle.TryTake(ref rest, out var entry))
        {
            Assert.Equal(Leaf.Size, entry.Length);
            leaves.Add(Merkle.Leaf(entry));
        }
    }
}
