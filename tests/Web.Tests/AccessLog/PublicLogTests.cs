using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Overblik.AccessLog;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.Ports;
using Overblik.Tlog;

namespace Overblik.Web.Tests;

public sealed class PublicLogTests
{
    [Fact]
    public async Task An_outsider_checks_the_whole_log_and_that_it_only_grows()
    {
        await using var own = await PortalHost.Start();
        var empty = await PublicLog.Read(own);
        Assert.Equal((0, Merkle.Empty), (empty.Size, empty.Root));
        await Write(own, 200);
        var first = await PublicLog.Read(own);
        await Write(own, 500);
        var second = await PublicLog.Read(own);
        Assert.Equal((200, 700), (first.Size, second.Size));
        Assert.Equal(["tile/0/000", "tile/0/001", "tile/0/002.p/188", "tile/1/000.p/2"], second.Tiles.Keys);
        Assert.True(Proof.Extends(first.Size, first.Root, second.Size, second.Root, await Proofs.Consistency(first.Size, second.Size, second)));
        // What was partial once is served still, as it was.
        Assert.Equal(first.Tiles["tile/0/000.p/200"], Convert.ToHexString(await PublicLog.Get(own, new TileId(0, 0, 200))));

        await using var again = await own.Again();
        await Write(again, 100);
        var third = await PublicLog.Read(again);
        Assert.True(Proof.Extends(second.Size, second.Root, third.Size, third.Root, await Proofs.Consistency(second.Size, third.Size, third)));
        Assert.Equal(800, third.Size);

        // Each entry of a person's is in it.
        await using var db = await own.Databases.CreateDbContextAsync();
        var person = (await db.Set<LogChain>().FirstAsync()).Person;
        foreach (var line in (await own.App.Services.GetRequiredService<LogReader>().Newest(db, [person], 20, default)))
        {
            var leaf = Merkle.Leaf(Leaf.Of(LeafKind.Access, Leaf.Commit(line.Nonce, line.Bytes)));
            Assert.True(Proof.Includes(leaf, line.Row.Index, third.Size, third.Root, await Proofs.Inclusion(line.Row.Index, third.Size, third)));
        }
    }

    [Fact]
    public async Task What_is_not_there_is_not_served()
    {
        await using var own = await PortalHost.Start();
        await Write(own, 300);
        await PublicLog.Read(own);
        using var http = new HttpClient { BaseAddress = own.Address };
        foreach (var path in new[] { "tile/0/001", "tile/0/001.p/45", "tile/0/002.p/1", "tile/1/000", "tile/1/000.p/2", "tile/2/000.p/1", "tile/entries/001", "tile/63/000", "tile/0/1", "tile/x", "tile/0/x999/999", "nothing", "" })
        {
            using var answer = await http.GetAsync(new Uri("/log/" + path, UriKind.Relative));
            Assert.Equal((path, HttpStatusCode.NotFound), (path, answer.StatusCode));
        }
        using var checkpoint = await http.GetAsync(new Uri("/log/checkpoint", UriKind.Relative));
        Assert.True(checkpoint.Headers.CacheControl!.NoCache);
    }

    [Fact]
    public async Task A_new_signing_key_signs_beside_the_old_one()
    {
        await using var own = await PortalHost.Start();
        await Write(own, 3);
        await PublicLog.Read(own);
        using var http = new HttpClient();
        var old = VerifierKey.Parse((await http.GetStringAsync(new Uri(own.Address, "/log/vkey"))).TrimEnd('\n'));
        KeyRing.Rotate(Path.Combine(own.Folder, "keys.json"), KeyPurpose.LogSigning, own.Time, atOnce: true);
        await own.App.StopAsync();
        await using var again = await own.Again();
        var keys = (await http.GetStringAsync(new Uri(again.Address, "/log/vkey"))).TrimEnd('\n').Split('\n').Select(VerifierKey.Parse).ToList();
        Assert.Equal(2, keys.Count);
        Assert.Contains(old, keys);
        await Write(again, 1);
        for (var i = 0; ; i++)
        {
            var note = SignedNote.Parse(await http.GetByteArrayAsync(new Uri(again.Address, "/log/checkpoint")));
            if (Checkpoint.Parse(note.Text).Size == 4 && note.Signatures.Count == 2)
            {
                Assert.Equal(2, note.Verify(keys).Count);
                break;
            }
            Assert.True(i < 200, note.ToString());
            await Task.Delay(50);
        }
    }

    [Theory]
    [InlineData("turned back", "DELETE FROM access_log.leaf WHERE index >= 5", "UPDATE access_log.head SET size = 5, checkpoint_size = 0, checkpoint = NULL, root = (SELECT root FROM access_log.kept)")]
    [InlineData("turned back", "DELETE FROM access_log.leaf", "DELETE FROM access_log.tile", "UPDATE access_log.head SET size = 0, checkpoint_size = 0, checkpoint = NULL")]
    [InlineData("was changed", "UPDATE access_log.leaf SET bytes = (SELECT bytes FROM access_log.leaf WHERE index = 299) WHERE index = 270")]
    [InlineData("was changed", "UPDATE access_log.tile SET root = (SELECT root FROM access_log.head)")]
    [InlineData("is missing", "DELETE FROM access_log.leaf WHERE index = 280")]
    [InlineData("is missing", "DELETE FROM access_log.tile")]
    public async Task A_database_that_is_not_the_one_that_was_signed_stops_the_node_and_the_next_start(string reason, params string[] done)
    {
        await using var own = await PortalHost.Start();
        await Write(own, 5);
        await Tamper(own, "CREATE TABLE access_log.kept AS SELECT root FROM access_log.head");
        await Write(own, 295);
        await PublicLog.Read(own);
        var ends = own.App.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        await Tamper(own, done);
        // It looks when it is to sign.
        var writing = Record.ExceptionAsync(() => Write(own, 1));
        for (var i = 0; !ends.IsCancellationRequested && i < 200; i++) await Task.Delay(50);
        Assert.True(ends.IsCancellationRequested, string.Join('\n', own.Log.TakeLast(5)));
        Assert.Contains(own.Log, line => line.StartsWith("Critical", StringComparison.Ordinal) && line.Contains(reason, StringComparison.Ordinal));
        await writing;
        Assert.Contains(reason, (await Assert.ThrowsAsync<StartupException>(() => own.Again())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_does_not_take_back_the_checkpoint_that_another_has_put_in_the_file()
    {
        await using var own = await PortalHost.Start();
        await Write(own, 3);
        await PublicLog.Read(own);
        var (file, last) = (Path.Combine(own.Folder, "log-checkpoint"), own.App.Services.GetRequiredService<LastCheckpoint>());
        var older = SignedNote.Parse(await File.ReadAllBytesAsync(file));
        await Write(own, 3);
        await PublicLog.Read(own);
        var newer = await File.ReadAllTextAsync(file);
        Assert.NotEqual(older.ToString(), newer);
        // Several at once, as nodes do that share it.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => last.Write(older, default))));
        Assert.Equal(newer, await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task The_checkpoint_of_another_log_stops_the_start()
    {
        await using var own = await PortalHost.Start();
        await Write(own, 3);
        await PublicLog.Read(own);
        await own.App.StopAsync();
        Assert.Contains("another log's", (await Assert.ThrowsAsync<StartupException>(() => own.Again("--Log:Origin=other.example/log"))).Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(own.Folder, "log-checkpoint"), "half");
        Assert.Contains("cannot be read", (await Assert.ThrowsAsync<StartupException>(() => own.Again())).Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(own.Folder, "log-checkpoint"));
        await File.WriteAllTextAsync(Path.Combine(own.Folder, "file"), "");
        Assert.Contains("can write", (await Assert.ThrowsAsync<StartupException>(() => own.Again($"--Log:LastCheckpoint={Path.Combine(own.Folder, "file", "log-checkpoint")}"))).Message, StringComparison.Ordinal);
        Assert.Contains("without spaces", (await Assert.ThrowsAsync<StartupException>(() => own.Again("--Log:Origin=other example"))).Message, StringComparison.Ordinal);
    }

    private static async Task Write(PortalHost own, int count)
    {
        var person = await own.App.Services.GetRequiredService<IPeople>().IdFor(PortalHost.NewNumber(), default);
        var log = own.App.Services.GetRequiredService<IAccessLog>();
        await Task.WhenAll(Enumerable.Range(0, count).Select(i => log.Write(new AccessEntry(person, person, Guid.NewGuid(), "test.view", "own-insight", "gdpr-6-1-e", i.ToString()), default)));
    }

    // As somebody does who may do everything with the database.
    internal static async Task Tamper(PortalHost own, params string[] statements)
    {
        await using var db = await own.Databases.CreateDbContextAsync();
        string[] triggers = PortalHost.OnPostgres
            ? ["SET session_replication_role = replica"]
            : [.. new[] { "index", "leaf", "line", "seal", "tile" }.SelectMany(table => new[] { "update", "delete" }.Select(act => $"DROP TRIGGER IF EXISTS access_log_{table}_no_{act}"))];
        await db.Database.OpenConnectionAsync();
        foreach (var statement in triggers.Concat(statements).Concat(PortalHost.OnPostgres ? ["RESET session_replication_role"] : []))
            await db.Database.ExecuteSqlRawAsync(Sql(statement));
    }

    // Written for PostgreSQL.
    internal static string Sql(string statement) => PortalHost.OnPostgres ? statement : statement.Replace("access_log.", "access_log_", StringComparison.Ordinal).Replace(" index ", " \"index\" ", StringComparison.Ordinal);
}
