using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Overblik.AccessLog;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Tlog;

namespace Overblik.Web.Tests;

/// <summary>The commands with which outsiders check the log: against a portal, with witnesses in processes of their own.</summary>
public sealed class LogVerbTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("overblik-test-").FullName;
    private readonly TestMachine machine = new() { Scope = "access-log" };

    public void Dispose()
    {
        machine.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task An_auditor_finds_a_right_log_right_with_witnesses_and_that_it_goes_on_from_what_was_seen()
    {
        // The witnesses know the log before it begins, and the log the witnesses.
        var data = Directory.CreateTempSubdirectory("overblik-test-").FullName;
        Platform.Keys.KeyRing.Open(Path.Combine(data, "keys.json"), mayMake: true, TimeProvider.System);
        var seed = Platform.Keys.KeyRing.Open(Path.Combine(data, "keys.json"), mayMake: false, TimeProvider.System).Current(Platform.Keys.KeyPurpose.LogSigning).Bytes;
        var vkey = new SignerKey("log.example", SignatureKind.Ed25519, seed).Verifier.ToString();
        using var one = new RunningWitness(folder, "one", vkey);
        using var two = new RunningWitness(folder, "two", vkey);
        var policy = Path.Combine(folder, "policy");
        await File.WriteAllTextAsync(policy, $"witness one {await one.Key()} {await one.Address()}\nwitness two {await two.Key()} {await two.Address()}\ngroup both all one two\nquorum both\n");
        await using var own = await PortalHost.Start([.. machine.Settings, $"--Log:Policy={policy}", "--Log:Origin=log.example", $"--Keys:Path={Path.Combine(data, "keys.json")}"]);
        await Fill(own, 300);
        await own.App.Services.GetRequiredService<IndexBuilder>().RunOnce(default);
        await PublicLog.Read(own);
        var url = new Uri(own.Address, "/log").ToString();
        var seen = Path.Combine(folder, "seen");
        var (code, said, _) = await Run("log", "audit", url, "--seen", seen, "--key", vkey);
        Assert.True(code == 0, said);
        foreach (var words in new[] { "log.example has signed that it has 303 entries", "2 of 2 witnesses", "Access 300, Index 1, Batch 2", "3 tiles", "1 indexes over all persons", "of 20 persons", "alfa: 2 batches without a gap", "give a file with --seen" }) Assert.Contains(words, said, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("taken from the log itself", said, StringComparison.Ordinal);
        await Fill(own, 300, first: false);
        await PublicLog.Read(own);
        (code, said, _) = await Run("log", "audit", url, "--seen", seen);
        Assert.True(code == 0, said);
        Assert.Contains("extends the one of 303", said, StringComparison.Ordinal);
        Assert.Contains("taken from the log itself", said, StringComparison.Ordinal);

        // Another log than the one that was seen.
        var other = new Checkpoint("log.example", 5, Merkle.Leaf("other"u8)).Sign(new SignerKey("log.example", SignatureKind.Ed25519, seed));
        await File.WriteAllTextAsync(seen, other.ToString());
        (code, said, _) = await Run("log", "audit", url, "--seen", seen);
        Assert.Equal(1, code);
        Assert.Contains("do not make the root that was seen before", said, StringComparison.Ordinal);

        // A person's own proof, offline.
        using var person = await own.SignIn();
        await person.Page("/hvem-har-set");
        await PublicLog.Read(own);
        using var answer = await person.Get("/hvem-har-set/kontrol?handler=Proof");
        var file = Path.Combine(folder, "proof.json");
        await File.WriteAllBytesAsync(file, await answer.Content.ReadAsByteArrayAsync());
        (code, said, _) = await Run("log", "verify", file, "--key", vkey);
        Assert.True(code == 0, said);
        Assert.Contains("Enough witnesses have seen the same log: 2", said, StringComparison.Ordinal);
        (code, said, _) = await Run("log", "verify", file, "--key", SignerKey.Make("log.example", SignatureKind.Ed25519).Verifier.ToString());
        Assert.Equal(1, code);
        // One by one, for other programs: each is proved by itself, with the leaf made of what goes with it.
        var single = Path.Combine(folder, "single");
        (code, said, _) = await Run("log", "verify", file, "--tlog-proofs", single);
        var proofs = Directory.GetFiles(single, "*" + InclusionProof.Extension);
        Assert.Contains($"{proofs.Length:N0} entries were written", said, StringComparison.Ordinal);
        Assert.Equal(LogProof.Parse(await File.ReadAllBytesAsync(file)).Chains.Sum(chain => chain.Entries.Count(entry => entry.Inclusion is not null)), proofs.Length);
        foreach (var path in proofs)
        {
            var alone = InclusionProof.Parse(await File.ReadAllTextAsync(path));
            var leaf = Leaf.Of((LeafKind)alone.Extra![0], Leaf.Commit(alone.Extra.AsSpan(1, Leaf.NonceSize), alone.Extra.AsSpan(1 + Leaf.NonceSize)));
            alone.Check(Merkle.Leaf(leaf), TrustPolicy.Parse($"log {vkey}\n{await File.ReadAllTextAsync(policy)}"));
        }
        // A witness that was started again still knows what it has seen, and nobody else may have its folder.
        using var twice = new RunningWitness(folder, "two", vkey);
        Assert.Contains("another witness", await twice.Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE access_log.leaf SET bytes = (SELECT bytes FROM access_log.leaf WHERE index = 299) WHERE index = 270", "do not make the root")]
    [InlineData("UPDATE access_log.tile SET hashes = (SELECT hashes FROM access_log.tile WHERE index = 1) WHERE index = 0", "tile/0/000 is not what its entries make")]
    [InlineData("DELETE FROM access_log.leaf WHERE index = 280", "nothing after it can be checked")]
    [InlineData("UPDATE access_log.index SET people = 19", "is not the one that stands there")]
    [InlineData("DELETE FROM access_log.index", "Of the index at entry")]
    [InlineData("DELETE FROM access_log.seal WHERE number = 1", "something is missing")]
    [InlineData("UPDATE access_log.seal SET jws = (SELECT jws FROM access_log.seal WHERE number = 2) WHERE number = 1", "is not the one that stands at entry")]
    [InlineData("UPDATE access_log.seal_key SET key_id = 'other'", "is not signed", "UPDATE access_log.seal_key SET jwk = '0'")]
    public async Task What_was_changed_behind_the_log_is_found_and_named(string done, string found, string? also = null)
    {
        await using var own = await PortalHost.Start(machine.Settings);
        await Fill(own, 700);
        await own.App.Services.GetRequiredService<IndexBuilder>().RunOnce(default);
        await PublicLog.Read(own);
        await PublicLogTests.Tamper(own, also is null ? [done] : [done, also]);
        var (code, said, error) = await Run("log", "audit", new Uri(own.Address, "/log").ToString());
        Assert.True(code == 1, said + error);
        Assert.Contains(found, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_seal_without_the_look_ups_that_it_counts_is_found()
    {
        await using var own = await PortalHost.Start(machine.Settings);
        await Fill(own, 10);
        await using (var db = await own.Databases.CreateDbContextAsync())
        {
            var before = await db.Set<LogSource>().SingleAsync();
            var seal = BatchSeal.Parse(machine.Sign($$"""{"source":"{{PortalHost.A}}","number":3,"previous":"{{before.Hash}}","count":2,"body":"{{before.Hash}}"}"""));
            // As a log would that acknowledges what it does not take in.
            await own.App.Services.GetRequiredService<Sequencer>().Append(new Appending([], (LeafKind.Batch, seal.Commitment()), (into, place, _) =>
            {
                into.Add(new LogSeal { Leaf = place, Source = PortalHost.A, Number = 3, Jws = seal.Jws, KeyId = seal.KeyId, At = own.Time.GetUtcNow(), Count = 2, Flags = "[]" });
                return Task.FromResult(true);
            }), default);
        }
        await PublicLog.Read(own);
        var (code, said, error) = await Run("log", "audit", new Uri(own.Address, "/log").ToString());
        Assert.True(code == 1, said + error);
        Assert.Contains("alfa 3 is sealed with 2 look-ups, and 0 stand before", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("17")]
    [InlineData("{}")]
    [InlineData("""{"leaf":"0"}""")]
    [InlineData("""{"leaf":-1}""")]
    [InlineData("{\"leaf\":0}\n{\"leaf\":0}")]
    public async Task A_log_that_answers_nonsense_is_told_so(string lines)
    {
        await using var own = await PortalHost.Start();
        await Fill(own, 3, first: false);
        await PublicLog.Read(own);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var lying = builder.Build();
        using var http = new HttpClient { BaseAddress = own.Address };
        lying.MapGet("/log/{**path}", async (string path) =>
        {
            if (path.StartsWith("index/", StringComparison.Ordinal)) return Results.Text(lines);
            using var answer = await http.GetAsync(new Uri("/log/" + path, UriKind.Relative));
            return answer.IsSuccessStatusCode ? Results.Bytes(await answer.Content.ReadAsByteArrayAsync()) : Results.NotFound();
        });
        await lying.StartAsync();
        var (code, said, error) = await Run("log", "audit", new Uri(new Uri(lying.Urls.First()), "/log").ToString());
        Assert.True(code == 2, said + error);
        Assert.Contains("nothing can be said of", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_says_so()
    {
        var file = Path.Combine(folder, "none");
        Assert.Equal(2, (await Run("log", "verify", file)).Code);
        await File.WriteAllTextAsync(file, "{}");
        Assert.Contains("overblik/log-proof/v1", (await Run("log", "verify", file)).Error, StringComparison.Ordinal);
        Assert.Equal(2, (await Run("log", "audit", "http://127.0.0.1:9/log", "--key", "nonsense")).Code);
        await using var own = await PortalHost.Start();
        var (code, _, error) = await Run("log", "audit", new Uri(own.Address, "/nothing").ToString());
        Assert.Equal(2, code);
        Assert.Contains("is not served there", error, StringComparison.Ordinal);
        Assert.Contains("Give --name", (await Run("log", "witness", "--log", SignerKey.Make("log.example", SignatureKind.Ed25519).Verifier.ToString(), "--key", Path.Combine(folder, "no.key"))).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_of_a_witness_is_made_once_and_is_the_one_that_it_runs_with()
    {
        var file = Path.Combine(folder, "one.key");
        Assert.Equal(2, (await Run("log", "witness-key", file)).Code);
        Assert.False(File.Exists(file));
        var (code, made, _) = await Run("log", "witness-key", file, "--name", "witness.example/one");
        Assert.Equal((0, SignatureKind.Cosignature), (code, VerifierKey.Parse(made.Trim()).Kind));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(made, (await Run("log", "witness-key", file)).Said);
        using var running = new RunningWitness(folder, "one", SignerKey.Make("log.example", SignatureKind.Ed25519).Verifier.ToString());
        Assert.Equal(made.Trim(), await running.Key());

        await File.WriteAllTextAsync(file, SignerKey.Make("log.example", SignatureKind.Ed25519).Export());
        Assert.Contains("the key of a log", (await Run("log", "witness-key", file)).Error, StringComparison.Ordinal);
    }

    // Two batches, with entries of twenty persons.
    private async Task Fill(PortalHost own, int entries, bool first = true)
    {
        var people = Enumerable.Range(0, 20).Select(_ => PersonId.New()).ToList();
        await own.App.Services.GetRequiredService<Sequencer>().Append(new Appending([.. Enumerable.Range(0, entries).Select(i => new NewLine(new LineBody { Id = Guid.NewGuid(), Person = people[i % 20].Value, At = own.Time.GetUtcNow(), Act = "test.view" }))]), default);
        if (!first) return;
        await machine.SendNothing(own, 2, await machine.SendNothing(own));
    }

    private static Task<(int Code, string Said, string Error)> Run(params string[] args) => Companion.Run(args);

    /// <summary>The command in a process of its own.</summary>
    private sealed class RunningWitness : IDisposable
    {
        private readonly Process process;
        private string? key;

        public RunningWitness(string folder, string name, string log)
        {
            var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var arg in new[] { Path.Combine(AppContext.BaseDirectory, "overblik.dll"), "log", "witness", "--log", log, "--key", Path.Combine(folder, name + ".key"), "--name", "witness.example/" + name, "--store", Path.Combine(folder, name), "--url", "http://127.0.0.1:0" }) start.ArgumentList.Add(arg);
            process = Process.Start(start)!;
        }

        public async Task<string> Key() => key ??= (await process.StandardOutput.ReadLineAsync())!;

        public async Task<string> Address() => (await process.StandardOutput.ReadLineAsync())!.Split(' ')[^1];

        public async Task<string> Refusal()
        {
            await process.WaitForExitAsync();
            Assert.Equal(2, process.ExitCode);
            return await process.StandardError.ReadToEndAsync();
        }

        public void Dispose()
        {
            if (!process.HasExited) process.Kill();
            process.Dispose();
        }
    }
}
