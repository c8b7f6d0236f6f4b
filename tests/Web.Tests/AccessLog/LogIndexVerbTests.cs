using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Overblik.AccessLog;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Tlog;

namespace Overblik.Web.Tests;

/// <summary>The index over all persons, given to an auditor by the portal's own command, and made again by the auditor's.</summary>
public sealed class LogIndexVerbTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("overblik-test-").FullName;
    private readonly TestMachine machine = new() { Scope = "access-log" };

    private string FilePath => Path.Combine(folder, "index");
    private string KeyPath => Path.Combine(folder, "index.key");

    public void Dispose()
    {
        machine.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task An_auditor_who_is_given_the_index_finds_that_nobody_has_an_entry_outside_of_it()
    {
        await using var own = await PortalHost.Start(machine.Settings);
        Assert.Contains("no index over all persons yet", (await Assert.ThrowsAsync<StartupException>(() => Give(own))).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder));

        var people = People(20);
        await Write(own, people, 300);
        // Of every kind: a batch, what was erased of one and of everybody, and an index before the one that is given.
        await machine.SendNothing(own);
        await own.App.Services.GetRequiredService<Erasure>().Erase(people[3], null, default);
        await Append(own, new Appending([], (LeafKind.Erasure, Leaf.CommitErasedMonth(202001))));
        await Index(own);
        await Write(own, people, 7);
        await Index(own);
        // What has come since, the index does not cover.
        await Write(own, [people[5], PersonId.New()], 2);
        await Give(own);

        var lines = await File.ReadAllLinesAsync(FilePath);
        Assert.Equal(21, lines.Length);
        Assert.Equal(new IndexFileHead("overblik/index-file/v1", 311), JsonSerializer.Deserialize(lines[0], IndexFileJson.Default.IndexFileHead));
        var of = lines.Skip(1).Select(line => JsonSerializer.Deserialize(line, IndexFileJson.Default.IndexFileLine)!).ToDictionary(line => line.Person!.Value);
        Assert.Equal(people.Select((person, i) => (person.Value, 15L + (i < 7 ? 1 : 0) + (i == 3 ? 1 : 0))).Order(), of.Values.Select(line => (line.Person!.Value, line.Count)).Order());
        Assert.DoesNotContain("label", string.Concat(lines), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows()) Assert.Equal([UnixFileMode.UserRead | UnixFileMode.UserWrite], new[] { File.GetUnixFileMode(FilePath), File.GetUnixFileMode(KeyPath) }.Distinct());

        var (code, said, error) = await Audit(own);
        Assert.True(code == 0, said + error);
        foreach (var words in new[] { "20 persons who were given make the root of the index at entry 311, nobody twice", "They have 308 entries, and as many stand before entry 311", "what the entries say, and whose each chain is" }) Assert.Contains(words, said, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("with the right number", said, StringComparison.Ordinal);
        (code, said, _) = await Companion.Run("log", "audit", Url(own));
        Assert.Equal(0, code);
        Assert.Contains("with the right number", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_written_over_and_what_is_said_is_that_they_go_separate_ways()
    {
        await using var own = await PortalHost.Start();
        await Write(own, People(2), 3);
        await Index(own);
        await File.WriteAllTextAsync(KeyPath, "mine");
        Assert.Contains("There is a file", (await Assert.ThrowsAsync<StartupException>(() => Give(own))).Message, StringComparison.Ordinal);
        Assert.Equal([KeyPath], Directory.GetFiles(folder));
        File.Delete(KeyPath);
        foreach (var (file, key) in new[] { (Path.Combine(folder, "none", "index"), KeyPath), (FilePath, Path.Combine(folder, "none", "key")), (FilePath, FilePath) })
            Assert.Contains("cannot be written", (await Assert.ThrowsAsync<StartupException>(() => IndexFile.Write(file, key, own.App.Services, default))).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder));
        var said = await IndexFile.Write(FilePath, KeyPath, own.App.Services, default);
        foreach (var words in new[] { "for the auditor alone", "personal data by reference", "separate ways" }) Assert.Contains(words, said, StringComparison.Ordinal);
        var before = await File.ReadAllTextAsync(FilePath);
        Assert.Contains("There is a file", (await Assert.ThrowsAsync<StartupException>(() => Give(own))).Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(FilePath));
        Assert.Contains("is not a verb", (await Assert.ThrowsAsync<StartupException>(() => Verbs.Run(["log", "index", FilePath, .. Settings(own)]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_with_what_was_given_is_found_and_named()
    {
        await using var own = await PortalHost.Start();
        await Write(own, People(20), 300);
        await Index(own);
        await Give(own);
        var (right, key) = (await File.ReadAllLinesAsync(FilePath), await File.ReadAllTextAsync(KeyPath));
        var one = JsonSerializer.Deserialize(right[7], IndexFileJson.Default.IndexFileLine)!;
        var label = PersonIndex.Label(Convert.FromBase64String(key), one.Person!.Value);

        await Found("do not make the root", With(7, one with { Count = one.Count + 1 }));
        await Found("do not make the root", With(7, one with { Newest = label }));
        await Found("do not make the root", With(7, one with { From = 2 }));
        await Found("do not make the root", With(7, one with { Person = Guid.NewGuid() }));
        await Found("is what nobody has", With(7, one with { Count = -1 }));
        await Found("is what nobody has", With(7, one with { Count = 3, From = 5 }));
        await Found("is of 20 persons, and 19 were given", [.. right[..7], .. right[8..]]);
        await Found("Line 22 of the index: who stands there stands there twice", [.. right, right[7]]);
        await Found("Line 22 of the index: who stands there stands there twice", [.. right, JsonSerializer.Serialize(one with { Person = null, Label = label }, IndexFileJson.Default.IndexFileLine)]);
        // Under its label alone the root is right, and it is nobody's.
        Assert.DoesNotContain("do not make the root", await Found("Line 8 of the index: its label is that of no chain", With(7, one with { Person = null, Label = label })), StringComparison.Ordinal);
        await Found("none there is it", [right[0].Replace(":300", ":299", StringComparison.Ordinal), .. right[1..]]);
        await Found("none there is it", [right[0].Replace(":300", ":3000000000", StringComparison.Ordinal), .. right[1..]]);
        await File.WriteAllTextAsync(KeyPath, Convert.ToBase64String(new byte[32]));
        await Found("or the key is another", right);

        await File.WriteAllTextAsync(KeyPath, key);
        await Refused("line 1 is none of its lines", "nonsense");
        await Refused("line 2 is none of its lines", right[0], "{}");
        await Refused("line 2 says null", right[0], "null");
        await Refused("line 2 is none of its lines", right[0], right[7].Replace(one.Newest.ToString(), "AAAA", StringComparison.Ordinal));
        await Refused("neither a person nor a label", With(7, one with { Person = null }));
        await Refused("no index is named", [right[0].Replace("v1", "v2", StringComparison.Ordinal), .. right[1..]]);
        await Refused("line 1 is none of its lines", right[1..]);
        await Refused("it is empty");
        await File.WriteAllTextAsync(KeyPath, "?");
        await Refused("is not a key in base64", right);
        File.Delete(KeyPath);
        await Refused(KeyPath, right);
        foreach (var half in new[] { "--index", "--index-key" })
        {
            var (code, _, error) = await Companion.Run("log", "audit", Url(own), half, FilePath);
            Assert.Equal(2, code);
            Assert.Contains("give both, or none", error, StringComparison.Ordinal);
        }

        string[] With(int line, IndexFileLine changed) => [.. right[..line], JsonSerializer.Serialize(changed, IndexFileJson.Default.IndexFileLine), .. right[(line + 1)..]];

        async Task<string> Found(string what, string[] lines)
        {
            await File.WriteAllLinesAsync(FilePath, lines);
            var (code, said, error) = await Audit(own);
            Assert.True(code == 1 && said.Contains(what, StringComparison.Ordinal), what + "\n" + said + error);
            return said;
        }

        async Task Refused(string why, params string[] lines)
        {
            await File.WriteAllLinesAsync(FilePath, lines);
            var (code, said, error) = await Audit(own);
            Assert.True(code == 2 && error.Contains(why, StringComparison.Ordinal), why + "\n" + said + error);
        }
    }

    [Fact]
    public async Task An_entry_that_stands_in_no_chain_is_found()
    {
        await using var own = await PortalHost.Start();
        await Write(own, People(20), 100);
        await Append(own, new Appending([], (LeafKind.Access, Merkle.Leaf("hidden"u8))));
        // No note of an erased month, though it says that it is one.
        await Append(own, new Appending([], (LeafKind.Erasure, Merkle.Leaf("hidden"u8))));
        await Index(own);
        await Give(own);
        await Is(own, "They are to have 100 entries, and before entry 102 stand 102 that belong to somebody");
    }

    [Fact]
    public async Task Who_is_counted_with_more_than_there_is_is_found()
    {
        await using var own = await PortalHost.Start();
        await Write(own, People(20), 100);
        await PublicLogTests.Tamper(own, "UPDATE access_log.leaf SET number = 6 WHERE index = 99");
        await Index(own);
        await Give(own);
        await Is(own, "They are to have 101 entries, and before entry 100 stand 100 that belong to somebody");
    }

    [Fact]
    public async Task A_label_of_no_chain_and_an_index_that_was_changed_are_found()
    {
        await using var own = await PortalHost.Start();
        var people = People(20);
        await Write(own, people, 100);
        await Index(own);
        await using var db = await own.Databases.CreateDbContextAsync();
        await db.Set<LogChain>().Where(chain => chain.Person == people[4]).ExecuteDeleteAsync();
        await Give(own);
        Assert.Contains($"\"label\":\"{own.App.Services.GetRequiredService<PersonIndexStore>().Label(people[4])}\"", await File.ReadAllTextAsync(FilePath), StringComparison.Ordinal);
        await Is(own, "its label is that of no chain");
        await PublicLogTests.Tamper(own, "UPDATE access_log.index SET people = 19");
        await Is(own, "none there is it");
    }

    [Fact]
    public async Task Where_entries_are_past_their_time_it_says_that_the_sum_is_not_known()
    {
        const int range = 512;
        await using var own = await PortalHost.Start(services =>
        {
            services.Replace(ServiceDescriptor.Singleton(new PlaceRange(range)));
            services.Remove(services.Single(service => service.ImplementationType == typeof(LogUpkeep)));
        }, "--Log:KeepMonths=2");
        var people = People(20);
        await Write(own, people, range + 20);
        own.Time.Forward(TimeSpan.FromDays(100));
        await Write(own, people, 40);
        await own.App.Services.GetRequiredService<Erasure>().Retain(default);
        await Index(own);
        await own.App.Services.GetRequiredService<Pruning>().RunOnce(default);
        await Index(own);
        await own.App.Services.GetRequiredService<Pruning>().RunOnce(default);
        await Give(own);
        var first = JsonSerializer.Deserialize((await File.ReadAllLinesAsync(FilePath))[1], IndexFileJson.Default.IndexFileLine)!;
        Assert.InRange(first.From, 26, 27);
        var (code, said, error) = await Audit(own);
        Assert.True(code == 0, said + error);
        foreach (var words in new[] { "20 persons who were given make the root", "before entry 512 the sum could not be checked" }) Assert.Contains(words, said, StringComparison.Ordinal);
        Assert.DoesNotContain("as many stand before", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_one_index_though_the_next_is_made_while_it_is_read_and_entries_come_all_the_time()
    {
        await using var own = await PortalHost.Start();
        var people = People(300);
        await Write(own, people, 300);
        await Index(own);
        // Chains that no index covers yet: it takes a while to read them, and they are left out.
        await using (var some = await own.Databases.CreateDbContextAsync()) await some.AddAll([.. People(30_000).Select(person => new LogChain { Person = person, Count = 1, Newest = Merkle.Empty.ToArray() })], default);
        using var ended = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            while (!ended.IsCancellationRequested)
            {
                await Write(own, [.. people.OrderBy(_ => Random.Shared.Next()).Take(50), PersonId.New()], 51);
                await Index(own);
            }
        });
        for (var i = 0; i < 15; i++)
        {
            File.Delete(FilePath);
            File.Delete(KeyPath);
            await IndexFile.Write(FilePath, KeyPath, own.App.Services, default);
            var lines = await File.ReadAllLinesAsync(FilePath);
            var leaf = JsonSerializer.Deserialize(lines[0], IndexFileJson.Default.IndexFileHead)!.Leaf;
            var key = Convert.FromBase64String(await File.ReadAllTextAsync(KeyPath));
            var given = lines.Skip(1).Select(line => JsonSerializer.Deserialize(line, IndexFileJson.Default.IndexFileLine)!).Select(line => (PersonIndex.Label(key, line.Person!.Value), new IndexEntry(line.Count, line.Newest, line.From))).ToList();
            await using var db = await own.Databases.CreateDbContextAsync();
            Assert.Equal(new TreeHash((await db.Set<LogIndex>().SingleAsync(index => index.Leaf == leaf)).Root), PersonIndex.Root(given));
        }
        Assert.False(writing.IsCompleted);
        await ended.CancelAsync();
        await writing;
    }

    private static List<PersonId> People(int count) => [.. Enumerable.Range(0, count).Select(_ => PersonId.New())];

    private static Task<bool> Write(PortalHost own, List<PersonId> people, int entries) =>
        Append(own, new Appending([.. Enumerable.Range(0, entries).Select(i => new NewLine(new LineBody { Id = Guid.NewGuid(), Person = people[i % people.Count].Value, At = own.Time.GetUtcNow(), Act = "test.view" }))]));

    private static Task<bool> Append(PortalHost own, Appending what) => own.App.Services.GetRequiredService<Sequencer>().Append(what, default);

    private static Task<bool> Index(PortalHost own) => own.App.Services.GetRequiredService<IndexBuilder>().RunOnce(default);

    private static string[] Settings(PortalHost own) => ["--environment=Development", "--Data=" + own.Folder, .. own.Database is { } database ? ["--Database:Postgres=" + database] : Array.Empty<string>()];

    private async Task Give(PortalHost own) => Assert.True(await Verbs.Run(["log", "index", FilePath, KeyPath, .. Settings(own)]));

    private async Task Is(PortalHost own, string found)
    {
        var (code, said, error) = await Audit(own);
        Assert.True(code == 1 && said.Contains(found, StringComparison.Ordinal), said + error);
    }

    private async Task<(int Code, string Said, string Error)> Audit(PortalHost own)
    {
        await PublicLog.Settle(own);
        return await Companion.Run("log", "audit", Url(own), "--index", FilePath, "--index-key", KeyPath);
    }

    private static string Url(PortalHost own) => new Uri(own.Address, "/log").ToString();
}
