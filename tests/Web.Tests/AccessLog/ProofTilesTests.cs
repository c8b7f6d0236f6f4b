using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Overblik.AccessLog;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Tlog;

namespace Overblik.Web.Tests;

/// <summary>Proofs are the same whether or not tiles are remembered, and remembered tiles are not asked for.</summary>
public sealed class ProofTilesTests
{
    private const long Tile = TileId.Full, TileAbove = Tile * Tile;

    [Fact]
    public async Task Proofs_are_the_same_with_memory_and_without_at_every_border_and_after_growth()
    {
        await using var own = await PortalHost.Start();
        await using var db = await own.Databases.CreateDbContextAsync();
        // One that forgets again and again, one that was there from the beginning.
        ProofTiles[] memories = [new(most: 2), new()];
        long[] borders = [1, 2, Tile - 1, Tile, Tile + 1, (2 * Tile) - 1, 2 * Tile, (2 * Tile) + 1, TileAbove - 1, TileAbove, TileAbove + 1, TileAbove + Tile, TileAbove + (3 * Tile) + 7];
        var written = 0L;
        foreach (var until in new[] { Tile + 1, (2 * Tile) + 1, TileAbove + Tile, borders[^1] })
        {
            await Write(own, until - written);
            written = until;
            foreach (var size in borders.Where(size => size <= until))
            {
                var root = await Proofs.Root(size, new LogTiles(db));
                foreach (var memory in memories)
                {
                    Assert.Equal(root, await Proofs.Root(size, new LogTiles(db, memory)));
                    foreach (var other in borders.Where(other => other < size))
                    {
                        var (inclusion, consistency) = (await Proofs.Inclusion(other, size, new LogTiles(db, memory)), await Proofs.Consistency(other, size, new LogTiles(db, memory)));
                        Assert.Equal(await Proofs.Inclusion(other, size, new LogTiles(db)), inclusion);
                        Assert.True(Proof.Includes(await Leaf(db, other), other, size, root, inclusion));
                        Assert.Equal(await Proofs.Consistency(other, size, new LogTiles(db)), consistency);
                        Assert.True(Proof.Extends(other, await Proofs.Root(other, new LogTiles(db)), size, root, consistency));
                    }
                    var together = await Proofs.Inclusion([.. borders.Where(other => other < size)], size, new LogTiles(db, memory));
                    foreach (var (other, proof) in borders.Zip(together)) Assert.Equal(await Proofs.Inclusion(other, size, new LogTiles(db)), proof);
                }
            }
        }

        // What is known is not asked for; what is shown to an auditor always is.
        await PublicLogTests.Tamper(own, "DELETE FROM access_log.tile WHERE level = 1");
        await PublicLogTests.Tamper(own, $"DELETE FROM access_log.leaf WHERE \"index\" >= {written / Tile * Tile}");
        var held = await Proofs.Inclusion(3, written, new LogTiles(db, memories[1]));
        Assert.True(Proof.Includes(await Leaf(db, 3), 3, written, await Proofs.Root(written, new LogTiles(db, memories[1])), held));
        await Assert.ThrowsAsync<FormatException>(() => new LogTiles(db).Read(new TileId(1, 0), default));
    }

    [Fact]
    public async Task Proofs_of_all_places_of_a_tile_are_the_same_whether_or_not_the_roots_of_its_groups_are_kept()
    {
        await using var own = await PortalHost.Start();
        await using var db = await own.Databases.CreateDbContextAsync();
        const long size = (3 * Tile) + 21;
        await Write(own, size);
        var root = await Proofs.Root(size, new LogTiles(db));
        var places = Enumerable.Range((int)Tile - 20, (int)Tile + 40).Select(place => (long)place).ToList();
        var proofs = await Proofs.Inclusion(places, size, new LogTiles(db));
        foreach (var (place, proof) in places.Zip(proofs)) Assert.True(Proof.Includes(await Leaf(db, place), place, size, root, proof));
        var extensions = new List<TreeHash[]>();
        foreach (var place in places) extensions.Add(await Proofs.Consistency(place, size, new LogTiles(db)));

        // One tile as a version before left it.
        await PublicLogTests.Tamper(own, "UPDATE access_log.tile SET group_roots = NULL WHERE \"index\" = 1");
        Assert.Equal(proofs, await Proofs.Inclusion(places, size, new LogTiles(db)));
        foreach (var (place, extension) in places.Zip(extensions)) Assert.Equal(extension, await Proofs.Consistency(place, size, new LogTiles(db)));

        // What is changed there makes proofs that do not hold; the tiles that auditors read are what they were.
        await PublicLogTests.Tamper(own, "UPDATE access_log.tile SET group_roots = substr(hashes, 1, 512) WHERE \"index\" = 2");
        Assert.False(Proof.Includes(await Leaf(db, 2 * Tile), 2 * Tile, size, root, await Proofs.Inclusion(2 * Tile, size, new LogTiles(db))));
        Assert.Equal(root, await Proofs.Root(size, new LogTiles(db)));
    }

    [Fact]
    public async Task A_memory_of_another_log_makes_proofs_that_do_not_hold()
    {
        await using var own = await PortalHost.Start();
        await using var other = await PortalHost.Start();
        await using var db = await own.Databases.CreateDbContextAsync();
        await using var otherDb = await other.Databases.CreateDbContextAsync();
        var memory = new ProofTiles();
        const long size = (3 * Tile) + 5;
        await Write(own, size);
        await Write(other, size);
        await Proofs.Inclusion(0, size, new LogTiles(otherDb, memory));
        var leaf = await Leaf(db, 0);
        var root = await Proofs.Root(size, new LogTiles(db));
        Assert.False(Proof.Includes(leaf, 0, size, root, await Proofs.Inclusion(0, size, new LogTiles(db, memory))));
        Assert.True(Proof.Includes(leaf, 0, size, root, await Proofs.Inclusion(0, size, new LogTiles(db))));
    }

    private static async Task<TreeHash> Leaf(PlatformDb db, long place) => Merkle.Leaf(await db.Set<LogLeaf>().Where(l => l.Index == place).Select(l => l.Bytes).SingleAsync());

    private static async Task Write(PortalHost own, long count)
    {
        const int atOnce = 10_000;
        var person = PersonId.New().Value;
        for (; count > 0; count -= Math.Min(count, atOnce))
            await own.App.Services.GetRequiredService<Sequencer>().Append(new Appending([.. Enumerable.Range(0, (int)Math.Min(count, atOnce)).Select(_ => new NewLine(new LineBody { Id = Guid.NewGuid(), Person = person, At = own.Time.GetUtcNow(), Act = "test.view" }))]), default);
    }
}
