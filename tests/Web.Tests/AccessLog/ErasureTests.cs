using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Overblik.AccessLog;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Tlog;

namespace Overblik.Web.Tests;

/// <summary>What entries say can be erased; that they are there cannot.</summary>
public sealed class ErasureTests
{
    [Fact]
    public async Task What_a_persons_entries_say_is_gone_and_every_tile_stays_as_it_was()
    {
        await using var own = await PortalHost.Start();
        var (one, other) = (PersonId.New(), PersonId.New());
        var now = own.Time.GetUtcNow();
        await Write(own, [.. Enumerable.Range(0, 300).Select(i => Line(i % 2 == 0 ? one : other, now.AddDays(-i % 60)))]);
        var before = await PublicLog.Read(own);
        var (mine, others) = (await Open(own, one), await Open(own, other));
        Assert.Equal((150, 150), (mine.Count, others.Count));

        // One month of one person's.
        var erasure = own.App.Services.GetRequiredService<Erasure>();
        var period = LineKeys.PeriodOf(now.AddDays(-40));
        Assert.Equal(1, await erasure.Erase(one, period, default));
        var left = await Open(own, one);
        Assert.Equal(mine.Count(line => line.Row.Period != period) + 1, left.Count);
        Assert.Equal((Erasure.Act, period.ToString()), (left[0].Body.Act, left[0].Body.Reference));
        // Nothing of that month any more: nothing is written.
        var size = (await PublicLog.Read(own)).Size;
        Assert.Equal(0, await erasure.Erase(one, period, default));
        Assert.Equal(size, (await PublicLog.Read(own)).Size);

        // All of it.
        Assert.True(await erasure.Erase(one, null, default) > 0);
        // But for the note of it, which is sealed with a key of its own.
        var note = Assert.Single(await Open(own, one)).Body;
        Assert.Equal((Erasure.Act, ""), (note.Act, note.Reference));
        Assert.Equal(others.Select(line => line.Body), (await Open(own, other)).Select(line => line.Body));
        var after = await PublicLog.Read(own);
        Assert.Equal(before.Leaves, after.Leaves.Take(before.Leaves.Count));
        Assert.True(Proof.Extends(before.Size, before.Root, after.Size, after.Root, await Proofs.Consistency(before.Size, after.Size, after)));
        Assert.Equal(before.Tiles["tile/0/000"], after.Tiles["tile/0/000"]);

        // The chain goes on, under a new key.
        await Write(own, [Line(one, now)]);
        Assert.Equal([mine.Count + 3, mine.Count + 2], (await Open(own, one)).Select(line => line.Body.Number));
        Assert.Equal(1, await erasure.Erase(one, LineKeys.PeriodOf(now), default));
        Assert.Equal(LineKeys.PeriodOf(now).ToString(), Assert.Single(await Open(own, one)).Body.Reference);
    }

    [Fact]
    public void A_month_is_the_one_that_it_was_here()
    {
        Assert.Equal(202611, LineKeys.PeriodOf(new(2026, 10, 31, 23, 30, 0, TimeSpan.Zero)));
        Assert.Equal(202606, LineKeys.PeriodOf(new(2026, 6, 30, 21, 59, 0, TimeSpan.Zero)));
    }

    [Fact]
    public async Task A_month_of_many_is_erased_some_at_a_time_and_its_note_comes_once()
    {
        await using var own = await PortalHost.Start("--Log:KeepMonths=1");
        var then = own.Time.GetUtcNow();
        await Write(own, [Line(PersonId.New(), then)]);
        await using var db = await own.Databases.CreateDbContextAsync();
        db.AddRange(Enumerable.Range(0, 11_000).Select(_ => new LineKey { Person = PersonId.New(), Period = LineKeys.PeriodOf(then), From = 1, Sealed = [1], KeyVersion = 1 }));
        await db.SaveChangesAsync();
        own.Time.Forward(TimeSpan.FromDays(70));
        var size = (await PublicLog.Read(own)).Size;
        Assert.Equal(1, await own.App.Services.GetRequiredService<Erasure>().Retain(default));
        Assert.Equal(0, await db.Set<LineKey>().CountAsync());
        Assert.Equal(size + 1, (await PublicLog.Read(own)).Size);
    }

    [Fact]
    public async Task What_is_past_its_time_is_erased_of_everybody_and_the_log_says_so_once_a_month()
    {
        await using var own = await PortalHost.Start("--Log:KeepMonths=2");
        var people = Enumerable.Range(0, 20).Select(_ => PersonId.New()).ToList();
        var then = own.Time.GetUtcNow();
        await Write(own, [.. people.Select(person => Line(person, then))]);
        var erasure = own.App.Services.GetRequiredService<Erasure>();
        own.Time.Forward(TimeSpan.FromDays(40));
        await Write(own, [.. people.Select(person => Line(person, own.Time.GetUtcNow()))]);
        Assert.Equal(0, await erasure.Retain(default));
        own.Time.Forward(TimeSpan.FromDays(60));
        Assert.Equal(1, await erasure.Retain(default));
        Assert.Equal(0, await erasure.Retain(default));
        foreach (var person in people) Assert.True(Assert.Single(await Open(own, person)).Body.At > then);
        var tree = await PublicLog.Read(own);
        Assert.Equal(Merkle.Leaf(Leaf.Of(LeafKind.Erasure, Leaf.CommitErasedMonth(LineKeys.PeriodOf(then)))), tree.Leaves[^1]);
    }

    [Fact]
    public async Task A_time_to_keep_that_is_none_stops_the_start() =>
        Assert.Contains("1 to 1200", (await Assert.ThrowsAsync<StartupException>(() => PortalHost.Start("--Log:KeepMonths=0"))).Message, StringComparison.Ordinal);

    private static NewLine Line(PersonId person, DateTimeOffset at) => new(new LineBody { Id = Guid.NewGuid(), Person = person.Value, At = at, Act = "test.view" });

    private static Task<bool> Write(PortalHost own, IReadOnlyList<NewLine> lines) => own.App.Services.GetRequiredService<Sequencer>().Append(new Appending(lines), default);

    private static async Task<IReadOnlyList<OpenLine>> Open(PortalHost own, PersonId person)
    {
        await using var db = await own.Databases.CreateDbContextAsync();
        return await own.App.Services.GetRequiredService<LogReader>().Newest(db, [person], int.MaxValue, default);
    }
}
