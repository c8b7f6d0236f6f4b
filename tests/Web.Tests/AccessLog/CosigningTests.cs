using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Overblik.AccessLog;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Platform.Ports;
using Overblik.Tlog;

namespace Overblik.Web.Tests;

/// <summary>Witnesses outside the portal: nothing is published before enough of them have seen it.</summary>
public sealed class CosigningTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("overblik-test-");
    private readonly HttpClient http = new();

    public void Dispose()
    {
        http.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_checkpoint_is_published_when_enough_witnesses_have_cosigned_it()
    {
        await using var first = await FakeWitness.Start("witness.example/one");
        await using var second = await FakeWitness.Start("witness.example/two");
        var policy = Path.Combine(folder.FullName, "policy");
        await File.WriteAllTextAsync(policy, $"witness one {first.Key} {first.Address}\nwitness two {second.Key} {second.Address}\ngroup both all one two\nquorum both\n");
        await using var own = await PortalHost.Start($"--Log:Policy={policy}");
        var log = VerifierKey.Parse((await http.GetStringAsync(new Uri(own.Address, "/log/vkey"))).TrimEnd('\n'));
        foreach (var witness in new[] { first, second }) witness.Knows(log);
        var published = TrustPolicy.Parse(await http.GetStringAsync(new Uri(own.Address, "/log/policy")));
        Assert.Equal([log], published.Logs.Select(party => party.Key));

        await Write(own, 3);
        Assert.Equal(3, (await Until(own, published, 3)).Size);
        // One is away: what is published stays as it was, and that it is stands in the operator's log.
        second.Away = true;
        await Write(own, 2);
        await Said(own, "witness.example/two did not cosign");
        Assert.Equal(3, published.Check(SignedNote.Parse(await http.GetStringAsync(new Uri(own.Address, "/log/checkpoint")))).Size);
        second.Away = false;
        Assert.Equal(5, (await Until(own, published, 5)).Size);
    }

    [Fact]
    public async Task With_another_policy_what_is_published_is_cosigned_again_though_the_log_does_not_grow()
    {
        await using var old = await FakeWitness.Start("witness.example/old");
        await using var other = await FakeWitness.Start("witness.example/other");
        var (policy, changed) = (Path.Combine(folder.FullName, "policy"), Path.Combine(folder.FullName, "changed"));
        await File.WriteAllTextAsync(policy, $"witness one {old.Key} {old.Address}\nquorum one\n");
        await File.WriteAllTextAsync(changed, $"witness one {other.Key} {other.Address}\nquorum one\n");
        await using var own = await PortalHost.Start($"--Log:Policy={policy}");
        var log = VerifierKey.Parse((await http.GetStringAsync(new Uri(own.Address, "/log/vkey"))).TrimEnd('\n'));
        foreach (var witness in new[] { old, other }) witness.Knows(log);
        await Write(own, 3);
        await Until(own, TrustPolicy.Parse(await http.GetStringAsync(new Uri(own.Address, "/log/policy"))), 3);

        await using var after = await own.Again($"--Log:Policy={changed}");
        SignedNote note;
        for (var i = 0; (note = SignedNote.Parse(await http.GetStringAsync(new Uri(after.Address, "/log/checkpoint")))).Verify([other.Key]).Count == 0; i++)
        {
            Assert.True(i < 300, "The witness of the new policy has not cosigned it.");
            await Task.Delay(50);
        }
        Assert.Equal(3, Checkpoint.Parse(note.Text).Size);
    }

    [Fact]
    public async Task While_a_witness_is_away_a_proof_comes_and_says_that_no_index_proves_it()
    {
        await using var witness = await FakeWitness.Start("witness.example/one");
        var policy = Path.Combine(folder.FullName, "policy");
        await File.WriteAllTextAsync(policy, $"witness one {witness.Key} {witness.Address}\nquorum one\n");
        await using var own = await PortalHost.Start($"--Log:Policy={policy}");
        witness.Knows(VerifierKey.Parse((await http.GetStringAsync(new Uri(own.Address, "/log/vkey"))).TrimEnd('\n')));
        using var person = await own.SignIn();
        var published = TrustPolicy.Parse(await http.GetStringAsync(new Uri(own.Address, "/log/policy")));
        await Write(own, 3);
        await Until(own, published, 3);
        witness.Away = true;
        await own.App.Services.GetRequiredService<IndexBuilder>().RunOnce(default);
        Assert.Equal(new bool?[] { true, null }, (await Proved()).Select(it => it.Holds));
        witness.Away = false;
        await Until(own, published, 5);
        Assert.Equal([true, true], (await Proved()).Select(it => it.Holds));
        // The same index in a longer log.
        await Until(own, published, 6);
        Assert.Equal([true, true], (await Proved()).Select(it => it.Holds));

        async Task<IEnumerable<Finding>> Proved()
        {
            using var answer = await person.Get("/hvem-har-set/kontrol?handler=Proof");
            return LogProofCheck.Check(LogProof.Parse(await answer.Content.ReadAsByteArrayAsync())).Where(it => it.Of is ProofPart.Witnesses or ProofPart.Index);
        }
    }

    [Fact]
    public async Task A_witness_that_signs_with_another_key_counts_for_nothing()
    {
        await using var liar = await FakeWitness.Start("witness.example/one");
        var policy = Path.Combine(folder.FullName, "policy");
        await File.WriteAllTextAsync(policy, $"witness one {SignerKey.Make("witness.example/one", SignatureKind.Cosignature).Verifier} {liar.Address}\nquorum one\n");
        await using var own = await PortalHost.Start($"--Log:Policy={policy}");
        liar.Knows(VerifierKey.Parse((await http.GetStringAsync(new Uri(own.Address, "/log/vkey"))).TrimEnd('\n')));
        await Write(own, 1);
        await Said(own, "did not sign with the key");
        using var answer = await http.GetAsync(new Uri(own.Address, "/log/checkpoint"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Theory]
    // The line of the log stands before those of the file.
    [InlineData("nothing", "Line 2")]
    [InlineData("quorum none\nlog x", "Line 3")]
    [InlineData("witness one KEY\nquorum one", "needs its URL")]
    [InlineData("witness one KEY http://witness.example\nquorum one", "needs its URL")]
    public async Task A_policy_that_cannot_be_used_stops_the_start(string text, string reason)
    {
        var policy = Path.Combine(folder.FullName, "policy");
        await File.WriteAllTextAsync(policy, text.Replace("KEY", SignerKey.Make("witness.example/one", SignatureKind.Cosignature).Verifier.ToString(), StringComparison.Ordinal));
        var said = (await Assert.ThrowsAsync<StartupException>(() => PortalHost.Start($"--Log:Policy={policy}"))).Message;
        Assert.Contains(reason, said, StringComparison.Ordinal);
    }

    private static async Task Write(PortalHost own, int count)
    {
        var person = await own.App.Services.GetRequiredService<IPeople>().IdFor(PortalHost.NewNumber(), default);
        for (var i = 0; i < count; i++) await own.App.Services.GetRequiredService<IAccessLog>().Write(new AccessEntry(person, person, Guid.NewGuid(), "test.view", "own-insight", "gdpr-6-1-e", "alfa"), default);
    }

    private async Task<Checkpoint> Until(PortalHost own, TrustPolicy policy, long size)
    {
        for (var i = 0; ; i++)
        {
            using var answer = await http.GetAsync(new Uri(own.Address, "/log/checkpoint"));
            if (answer.IsSuccessStatusCode && policy.Check(SignedNote.Parse(await answer.Content.ReadAsByteArrayAsync())) is var checkpoint && checkpoint.Size >= size) return checkpoint;
            Assert.True(i < 300, string.Join('\n', own.Log.Where(line => line.StartsWith("Warn", StringComparison.Ordinal) || line.StartsWith("Error", StringComparison.Ordinal)).TakeLast(5)));
            await Task.Delay(50);
        }
    }

    private static async Task Said(PortalHost own, string what)
    {
        for (var i = 0; !own.Log.Any(line => line.Contains(what, StringComparison.Ordinal)); i++)
        {
            Assert.True(i < 300, $"'{what}' was not said.");
            await Task.Delay(50);
        }
    }

    /// <summary>A witness that forgets when it ends.</summary>
    private sealed class FakeWitness : IWitnessStore, IAsyncDisposable
    {
        private readonly ConcurrentDictionary<string, SignedNote> kept = [];
        private readonly Dictionary<string, VerifierKey> logs = [];
        private readonly SignerKey key;
        private readonly WebApplication app;

        private FakeWitness(SignerKey key, WebApplication app) => (this.key, this.app) = (key, app);

        public Uri Address => new(app.Urls.First());
        public VerifierKey Key => key.Verifier;
        public bool Away { get; set; }

        public static async Task<FakeWitness> Start(string name)
        {
            var builder = WebApplication.CreateSlimBuilder(["--Urls=http://127.0.0.1:0"]);
            builder.Logging.ClearProviders();
            var app = builder.Build();
            var it = new FakeWitness(SignerKey.Make(name, SignatureKind.Cosignature), app);
            var witness = new Witness(it.key, it.logs, it, TimeProvider.System);
            app.MapPost("/add-checkpoint", async (HttpContext http) =>
            {
                using var body = new MemoryStream();
                await http.Request.Body.CopyToAsync(body);
                var answer = it.Away ? new WitnessAnswer(500, "away\n") : await witness.Add(body.ToArray(), default);
                return Results.Text(answer.Body, answer.ContentType, statusCode: answer.Status);
            });
            await app.StartAsync();
            return it;
        }

        public void Knows(VerifierKey log) => logs[log.Name] = log;

        public Task<SignedNote?> Latest(string origin, CancellationToken cancellation) => Task.FromResult(kept.GetValueOrDefault(origin));

        public Task<bool> Replace(string origin, SignedNote? last, SignedNote with, CancellationToken cancellation) => Task.FromResult(last is null ? kept.TryAdd(origin, with) : kept.TryUpdate(origin, with, last));

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
