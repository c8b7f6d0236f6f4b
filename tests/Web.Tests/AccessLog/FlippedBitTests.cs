using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Overblik.AccessLog;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Platform.Keys;

namespace Overblik.Web.Tests;

/// <summary>One bit of what is stored is another: somebody who looks finds it, whatever it is part of.</summary>
public sealed class FlippedBitTests : IDisposable
{
    private readonly TestMachine machine = new() { Scope = "access-log" };

    public void Dispose() => machine.Dispose();

    [Fact]
    public async Task A_flipped_bit_in_each_kind_of_stored_thing_is_found()
    {
        await using var own = await PortalHost.Start(machine.Settings);
        await machine.SendNothing(own);
        var person = PersonId.New();
        // Three tiles, and a fourth that is not full.
        await own.App.Services.GetRequiredService<Sequencer>().Append(new Appending([.. Enumerable.Range(0, 800).Select(i => new NewLine(Line(own, i % 8 == 0 ? person : PersonId.New())))]), default);
        await own.App.Services.GetRequiredService<IndexBuilder>().RunOnce(default);
        await PublicLog.Read(own);
        Assert.Null(await Found(own, person));
        var (random, chain) = (new Random(11), $"person = {Written(person)}");
        foreach (var (table, column, row) in new[]
        {
            ("leaf", "bytes", "index = 17"), ("leaf", "bytes", "index = 790"), ("tile", "hashes", "level = 0 AND index = 1"), ("tile", "group_roots", "level = 0 AND index = 0"), ("tile", "root", "level = 0 AND index = 2"),
            ("head", "root", "1 = 1"), ("head", "checkpoint", "1 = 1"), ("line", "sealed", $"{chain} AND number = 3"), ("line_key", "sealed", chain),
            ("index", "root", "1 = 1"), ("index_list", "rows", $"list = {List(own, person)}"), ("index_tile", "hashes", $"tile = {List(own, person) / PersonIndex.Fan}"),
            // In whose tile it stands, is not led to by it: all others are.
            ("index_tile", "root", $"tile = (SELECT MIN(tile) FROM access_log.index_tile WHERE tile <> {List(own, person) / PersonIndex.Fan})"),
            ("seal", "jws", "1 = 1"), ("seal_key", "jwk", "1 = 1"),
        })
        {
            for (var i = 0; i < 3; i++)
            {
                var kept = await Read(own, table, column, row);
                // Of a text, a letter in the middle.
                object changed = kept is byte[] bytes ? Flip(bytes, random.Next(bytes.Length * 8)) : Change((string)kept, random.Next(((string)kept).Length));
                await Write(own, table, column, row, changed);
                Assert.True(await Found(own, person) is not null, $"{table}.{column} ({row}), {i}: {(kept as string is { } text ? string.Join(' ', text.Zip((string)changed).Index().Where(at => at.Item.First != at.Item.Second)) : "")}");
                await Write(own, table, column, row, kept);
            }
        }
        Assert.Null(await Found(own, person));
        // Where a chain ends is seen when it goes on.
        await Write(own, "chain", "newest", chain, Flip((byte[])await Read(own, "chain", "newest", chain), 100));
        await using var fresh = await own.Again();
        await fresh.App.Services.GetRequiredService<Sequencer>().Append(new Appending([new NewLine(Line(own, person))]), default);
        await PublicLog.Read(fresh);
        Assert.Contains(LogProofCheck.Check(await fresh.ProofOf(person)), finding => finding is { Of: ProofPart.Words, Holds: false });
    }

    // Who looks: the node before it signs or starts, an outsider, the person. What one of them finds; null where all find it right.
    private static async Task<string?> Found(PortalHost own, PersonId person)
    {
        await using var db = await own.Databases.CreateDbContextAsync();
        try { await own.App.Services.GetRequiredService<LastCheckpoint>().Check(db, default); }
        catch (LogDoubtException e) { return e.Message; }
        var (code, said, error) = await Companion.Run("log", "audit", new Uri(own.Address, "/log").ToString());
        if (code != 0) return said + error;
        // Nothing that a node remembers helps here.
        var services = own.App.Services;
        var store = new PersonIndexStore(services.GetRequiredService<KeyRing>(), NullLogger<PersonIndexStore>.Instance);
        var builder = new LogProofBuilder(own.Databases, services.GetRequiredService<LogReader>(), store, new ProofTiles(), services.GetRequiredService<LogIdentity>(), services.GetRequiredService<WitnessPolicy>(), own.Time);
        return LogProofCheck.Check(await builder.ProofOf(person)).FirstOrDefault(finding => finding.Holds == false)?.ToString();
    }

    private static LineBody Line(PortalHost own, PersonId person) => new() { Id = Guid.NewGuid(), Person = person.Value, At = own.Time.GetUtcNow(), Act = "test.view" };

    private static int List(PortalHost own, PersonId person) => PersonIndex.ListOf(own.App.Services.GetRequiredService<PersonIndexStore>().Label(person));

    private static byte[] Flip(byte[] bytes, int bit)
    {
        byte[] changed = [.. bytes];
        changed[bit / 8] ^= (byte)(1 << (bit % 8));
        return changed;
    }

    // A bit of a letter that stays one. The text stays one that the database takes.
    private static string Change(string text, int at) => text[..at] + (char)(text[at] ^ 1) + text[(at + 1)..];

    private static async Task<object> Read(PortalHost own, string table, string column, string row)
    {
        await using var db = await own.Databases.CreateDbContextAsync();
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = PublicLogTests.Sql($"SELECT {column} FROM access_log.{table} WHERE {row}");
        return (await command.ExecuteScalarAsync())!;
    }

    private static Task Write(PortalHost own, string table, string column, string row, object value) => PublicLogTests.Tamper(own, $"UPDATE access_log.{table} SET {column} = {Written(value)} WHERE {row}");

    private static string Written(object value) => value switch
    {
        byte[] bytes => PortalHost.OnPostgres ? $"decode('{Convert.ToHexString(bytes)}', 'hex')" : $"X'{Convert.ToHexString(bytes)}'",
        PersonId person => PortalHost.OnPostgres ? $"'{person.Value}'" : $"'{person.Value.ToString().ToUpper(CultureInfo.InvariantCulture)}'",
        _ => $"'{((string)value).Replace("'", "''", StringComparison.Ordinal).Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal)}'",
    };
}
