using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Overblik.AccessLog;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Tlog;

namespace Overblik.Web.Tests;

/// <summary>The index over all persons: that nobody's newest entry is held back from them.</summary>
public sealed class IndexTests
{
    [Fact]
    public async Task Each_person_stands_in_the_index_with_all_their_entries_and_nobody_else_does()
    {
        await using var own = await PortalHost.Start();
        var (builder, store) = (own.App.Services.GetRequiredService<IndexBuilder>(), own.App.Services.GetRequiredService<PersonIndexStore>());
        await using var db = await own.Databases.CreateDbContextAsync();
        Assert.False(await builder.RunOnce(default));
        Assert.Null(await store.Proof(db, PersonId.New(), default));

        var people = new List<PersonId>();
        for (var i = 0; i < 300; i++) people.Add(PersonId.New());
        await Write(own, people);
        await Write(own, people.Take(100));
        await builder.RunOnce(default);
        await Check(db, store, people.Select((person, i) => (person, i < 100 ? 2L : 1L)));
        foreach (var stranger in Enumerable.Range(0, 50).Select(_ => PersonId.New()))
        {
            var none = (await store.Proof(db, stranger, default))!;
            Assert.Null(none.Entry);
            Assert.True(PersonIndex.Proves(none.Head.Root, none.Label, null, none.Proof));
            Assert.False(PersonIndex.Proves(none.Head.Root, none.Label, new IndexEntry(1, default, 1), none.Proof));
        }

        // Nothing new, no new index; then a few are.
        var before = await db.Set<LogIndex>().CountAsync();
        await builder.RunOnce(default);
        Assert.Equal(before, await db.Set<LogIndex>().CountAsync());
        var late = PersonId.New();
        await Write(own, [people[7], late, late]);
        await builder.RunOnce(default);
        await Check(db, store, [(people[7], 3), (late, 2), (people[8], 2), (people[200], 1)]);
        Assert.Equal(301, (await PersonIndexStore.Newest(db, default))!.People);
    }

    [Fact]
    public async Task What_is_said_of_somebody_else_or_was_changed_proves_nothing()
    {
        await using var own = await PortalHost.Start();
        var store = own.App.Services.GetRequiredService<PersonIndexStore>();
        var people = Enumerable.Range(0, 40).Select(_ => PersonId.New()).ToList();
        await Write(own, people);
        await own.App.Services.GetRequiredService<IndexBuilder>().RunOnce(default);
        await using var db = await own.Databases.CreateDbContextAsync();
        var indexed = (await store.Proof(db, people[0], default))!;
        var (root, label, entry, proof) = (indexed.Head.Root, indexed.Label, indexed.Entry!, indexed.Proof);
        Assert.True(PersonIndex.Proves(root, label, entry, proof));
        Assert.False(PersonIndex.Proves(root, label, entry with { Count = 2 }, proof));
        Assert.False(PersonIndex.Proves(root, label, entry with { From = 2 }, proof));
        Assert.False(PersonIndex.Proves(root, label, entry with { Newest = Merkle.Empty }, proof));
        Assert.False(PersonIndex.Proves(root, label, null, proof));
        Assert.False(PersonIndex.Proves(Merkle.Empty, label, entry, proof));
        Assert.False(PersonIndex.Proves(root, (await store.Proof(db, people[1], default))!.Label, entry, proof));
        for (var i = 0; i < proof.Above.Count; i++) Assert.False(PersonIndex.Proves(root, label, entry, proof with { Above = [.. proof.Above.Select((hash, j) => i == j ? Merkle.Node(hash, hash) : hash)] }));
        Assert.False(PersonIndex.Proves(root, label, entry, proof with { Above = [.. proof.Above.Skip(1)] }));

        // A list that was changed in the database behind the index proves nothing.
        var list = PersonIndex.ListOf(label);
        await db.Set<LogIndexList>().Where(l => l.List == list).ExecuteDeleteAsync();
        var changed = (await store.Proof(db, people[0], default))!;
        Assert.False(PersonIndex.Proves(changed.Head.Root, changed.Label, changed.Entry, changed.Proof));
    }

    [Fact]
    public async Task Nodes_that_make_it_at_once_make_it_once()
    {
        await using var own = await PortalHost.Start();
        await using var other = await own.Again();
        await Write(own, [PersonId.New()]);
        await Task.WhenAll(own.App.Services.GetRequiredService<IndexBuilder>().RunOnce(default), other.App.Services.GetRequiredService<IndexBuilder>().RunOnce(default));
        await using var db = await own.Databases.CreateDbContextAsync();
        var made = await db.Set<LogIndex>().OrderBy(i => i.Leaf).ToListAsync();
        Assert.Equal(made.Count, (await PublicLog.Read(own)).Size - 1);
        Assert.All(made, index => Assert.Equal(1, index.People));
        // The first covers the entry; one that came after it, the first.
        Assert.Equal(1, made[0].LogSize);
    }

    private static async Task Check(PlatformDb db, PersonIndexStore store, IEnumerable<(PersonId Person, long Count)> people)
    {
        foreach (var (person, count) in people)
        {
            var indexed = (await store.Proof(db, person, default))!;
            var chain = await db.Set<LogChain>().AsNoTracking().SingleAsync(c => c.Person == person);
            Assert.Equal(new IndexEntry(count, new TreeHash(chain.Newest), 1), indexed.Entry);
            Assert.True(PersonIndex.Proves(indexed.Head.Root, indexed.Label, indexed.Entry, indexed.Proof));
            Assert.Equal(Leaf.Of(LeafKind.Index, indexed.Head.Commitment()), (await db.Set<LogLeaf>().SingleAsync(l => l.Index == indexed.Leaf)).Bytes);
        }
    }

    private static Task<bool> Write(PortalHost own, IEnumerable<PersonId> people) =>
        own.App.Services.GetRequiredService<Sequencer>().Append(new Appending([.. people.Select(person => new NewLine(new LineBody { Id = Guid.NewGuid(), Person = person.Value, At = own.Time.GetUtcNow(), Act = "test.view" }))]), default);
}
