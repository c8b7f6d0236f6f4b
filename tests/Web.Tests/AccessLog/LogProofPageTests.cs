using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Overblik.AccessLog;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Web.Tests;

/// <summary>The proof of a long list, which is sent while it is made.</summary>
public sealed class LogProofPageTests
{
    private const string Download = "/hvem-har-set/kontrol?handler=Proof";

    [Fact]
    public async Task A_list_of_thousands_under_two_keys_with_what_was_erased_comes_whole_and_holds()
    {
        await using var own = await PortalHost.Start();
        using var person = await own.SignIn();
        // Met by a new number, before a sign-in said whose it is.
        var earlier = await own.App.Services.GetRequiredService<IPeople>().IdFor(PortalHost.NewNumber(), default);
        await using var db = await own.Databases.CreateDbContextAsync();
        await db.Set<Platform.People.Person>().Where(p => p.Id == earlier).ExecuteUpdateAsync(set => set.SetProperty(p => p.Became, person.Person));
        await Write(own, person.Person, 2500);
        await Write(own, earlier, 730);
        await own.App.Services.GetRequiredService<Erasure>().Erase(person.Person, 202609, default);
        await own.App.Services.GetRequiredService<IndexBuilder>().RunOnce(default);
        await PublicLog.Read(own);
        // From here on no checkpoint comes: what is written in asking stays newer than the last, however long the answer takes.
        await own.App.Services.GetServices<IHostedService>().OfType<CheckpointSigner>().Single().StopAsync(default);

        var bytes = await File(person);
        var proof = LogProof.Parse(bytes);
        // As it would be written by whoever holds all of it.
        Assert.Equal(proof.ToBytes(), bytes);
        // What was written, the erasure, and that the person asks for this.
        Assert.Equal([(person.Person.Value, 2502L), (earlier.Value, 730L)], proof.Chains.Select(chain => (chain.Person, chain.Count)));
        Assert.All(proof.Chains, chain => Assert.Equal(Enumerable.Range(1, (int)chain.Count).Select(number => (long)number), chain.Entries.Select(entry => entry.Number)));
        Assert.Equal(1250, proof.Chains[0].Entries.Count(entry => entry.Kind == LeafKind.Access && entry.Body is not { Length: > 0 }));
        var findings = LogProofCheck.Check(proof);
        Assert.Equal([(ProofPart.Entries, 3231L), (ProofPart.Chain, 3232L), (ProofPart.Index, 3231L), (ProofPart.Erased, 1250L)], findings.Where(it => it.Holds == true && it.Of is ProofPart.Entries or ProofPart.Chain or ProofPart.Index or ProofPart.Erased).Select(it => (it.Of, it.Count)));
        Assert.DoesNotContain(findings, it => it.Holds == false);

        // The server's own word is the same, of the same list with the one entry more that tells of the download.
        var page = await person.Page("/hvem-har-set/kontrol");
        Assert.Equal(findings.Select(it => it.Holds switch { true => "true", false => "false", null => "null" }), page.QuerySelectorAll("[data-holds]").Select(item => item.GetAttribute("data-holds")));
        Assert.Contains("3.233", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(2, (await own.App.Services.GetRequiredService<LogReader>().Newest(db, [person.Person], 10, default)).Count(line => line.Body.Act == "access-log.prove"));
    }

    [Fact]
    public async Task Somebody_of_whom_nothing_stands_there_but_their_asking_has_a_proof_too()
    {
        await using var own = await PortalHost.Start();
        using var other = await own.SignIn();
        await Write(own, other.Person, 1);
        await PublicLog.Read(own);
        using var person = await own.SignIn();
        var proof = LogProof.Parse(await File(person));
        Assert.Equal(LeafKind.Access, Assert.Single(Assert.Single(proof.Chains).Entries).Kind);
    }

    [Fact]
    public async Task Whoever_asks_right_after_a_new_index_waits_for_the_checkpoint_that_has_it()
    {
        await using var own = await PortalHost.Start();
        using var person = await own.SignIn();
        for (var i = 1; i <= 3; i++)
        {
            await Write(own, person.Person, i);
            await own.App.Services.GetRequiredService<IndexBuilder>().RunOnce(default);
            var findings = LogProofCheck.Check(LogProof.Parse(await File(person)));
            Assert.Contains(findings, it => it is { Of: ProofPart.Index, Holds: true });
        }
    }

    [Fact]
    public async Task What_ends_half_way_does_not_look_whole()
    {
        await using var own = await PortalHost.Start();
        using var person = await own.SignIn();
        await Write(own, person.Person, 3000);
        await PublicLog.Read(own);
        Assert.NotEmpty(LogProof.Parse(await File(person)).Chains);
        await PublicLogTests.Tamper(own, "UPDATE access_log.tile SET hashes = root WHERE level = 0 AND \"index\" = 9");
        // The connection ends before the file does, whether or not its beginning has come by then.
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => File(person));
        // Why stands in the server's log, a moment after the connection has ended.
        bool IsSaid() => own.Log.Any(line => line.Contains("The tile tile/0/009 has 32 bytes", StringComparison.Ordinal));
        for (var i = 0; i < 250 && !IsSaid(); i++) await Task.Delay(20);
        Assert.True(IsSaid());
    }

    private static async Task<byte[]> File(Visitor person)
    {
        using var answer = await person.Get(Download);
        Assert.Equal((HttpStatusCode.OK, "no-store"), (answer.StatusCode, answer.Headers.CacheControl!.ToString()));
        return await answer.Content.ReadAsByteArrayAsync();
    }

    // Half of them in September, half in October.
    private static async Task Write(PortalHost own, PersonId person, int count)
    {
        var at = new DateTimeOffset(2026, 9, 15, 10, 0, 0, TimeSpan.Zero);
        foreach (var some in Enumerable.Range(0, count).Chunk(1000))
            await own.App.Services.GetRequiredService<Sequencer>().Append(new Appending([.. some.Select(i => new NewLine(new LineBody { Id = Guid.NewGuid(), Person = person.Value, At = at.AddMonths(2 * i / count).AddMinutes(i), Act = "test.view", Purpose = "tax" }))]), default);
    }
}
