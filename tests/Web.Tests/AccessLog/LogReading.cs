using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Overblik.AccessLog;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Tlog;

namespace Overblik.Web.Tests;

/// <summary>The log, as a test reads it: nothing of it is believed unchecked.</summary>
internal static class LogReading
{
    /// <summary>The proof of this person's list, with its entries.</summary>
    public static Task<LogProof> ProofOf(this PortalHost portal, PersonId person) => portal.App.Services.GetRequiredService<LogProofBuilder>().ProofOf(person);

    /// <summary>The same, by a builder that remembers what it does.</summary>
    public static async Task<LogProof> ProofOf(this LogProofBuilder builder, PersonId person)
    {
        var proof = (await builder.Of([person], default))!;
        var chains = new List<ProvedChain>();
        foreach (var chain in proof.Chains) chains.Add(chain with { Entries = await builder.Entries(proof, chain, default).ToListAsync() });
        return proof with { Chains = chains };
    }

    /// <summary>Those that stand last in the log.</summary>
    public static async Task<IReadOnlyList<OpenLine>> Newest(this LogReader reader, PlatformDb db, IReadOnlyCollection<PersonId> people, int most, CancellationToken cancellation) =>
        await reader.Open(db, await db.Set<LogLine>().AsNoTracking().Where(l => people.Contains(l.Person)).OrderByDescending(l => l.Index).Take(most).ToListAsync(cancellation), cancellation);

    /// <summary>The entries of these people, or of everybody, the oldest of each first: each checked against its leaf and against the one before.</summary>
    public static async Task<IReadOnlyList<LineBody>> LogOf(this PortalHost portal, params PersonId[] people)
    {
        await using var db = await portal.Databases.CreateDbContextAsync();
        var chains = await db.Set<LogChain>().AsNoTracking().Where(c => people.Length == 0 || people.Contains(c.Person)).ToListAsync();
        var bodies = new List<LineBody>();
        foreach (var chain in chains)
        {
            var open = await portal.App.Services.GetRequiredService<LogReader>().Newest(db, [chain.Person], int.MaxValue, default);
            var previous = default(TreeHash);
            foreach (var (line, number) in open.Where(line => line.Row.Number <= chain.Count).OrderBy(line => line.Row.Number).Select((line, i) => (line, i + 1L)))
            {
                Assert.Equal((chain.Person.Value, number, previous), (line.Body.Person, line.Body.Number, line.Body.Previous));
                previous = Leaf.Commit(line.Nonce, line.Bytes);
                var leaf = (await db.Set<LogLeaf>().SingleAsync(l => l.Index == line.Row.Index)).Bytes;
                Assert.Equal(Leaf.Of(Leaf.KindOf(leaf), previous), leaf);
                bodies.Add(line.Body);
            }
            Assert.Equal(new TreeHash(chain.Newest), previous);
        }
        return bodies;
    }
}
