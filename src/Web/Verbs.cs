using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.Ports;
using Overblik.Web.Data;

namespace Overblik.Web;

/// <summary>What an operator does with the portal's own program and configuration: <c>db …</c>, <c>keys …</c>.</summary>
internal static class Verbs
{
    private const string Usage = """
        overblik db migrate                      bring the tables to this version
        overblik db distribute                   spread the tables over the servers of a PostgreSQL with Citus
        overblik keys list                       each purpose, its versions and when each was made
        overblik keys make                       make the key ring of a new installation
        overblik keys rotate PURPOSE [--at-once] add a new key, or the first; it is used ten minutes later, or at once
        overblik keys rekey                      bring what is stored to the current Cpr, Lookup, Calendar and LogLine keys
        overblik keys retire PURPOSE             remove the keys older than the current one; of these four only after a rekey
        overblik log vkey                        the key of the access log for its witnesses, as /log/vkey says
        overblik log erase [YYYY-MM]             make unreadable what the log says of the person whose CPR number is on standard input
        overblik log index FILE KEYFILE          for an auditor: the newest index over all persons, and the key of its labels
        overblik source body SOURCE              a request of the source contract about the CPR number on standard input
        overblik source token SOURCE FILE        a token for that request, good for 60 seconds
        Settings are given as for the portal itself, e.g. --Data data or --Database:Postgres "Host=…".
        """;

    private const string AtOnce = "--at-once";

    // What is stored with them stays; all else that a key has sealed is short-lived.
    private static readonly KeyPurpose[] ForGood = [KeyPurpose.Cpr, KeyPurpose.Lookup, KeyPurpose.Calendar, KeyPurpose.LogLine, KeyPurpose.Journeys];

    /// <summary>True when the arguments were a verb and it is done.</summary>
    public static async Task<bool> Run(string[] args)
    {
        var words = args.TakeWhile(a => !a.StartsWith('-')).ToArray();
        if (words.Length == 0) return args is ["--help"] && Say(Usage);
        string[] settings = [.. args.Skip(words.Length).Where(a => a != AtOnce)];
        // Read as the portal reads it: a verb that meant another ring would make or retire the wrong keys.
        var ring = KeyRing.PathIn(WebApplication.CreateBuilder(new WebApplicationOptions { Args = settings, ContentRootPath = AppContext.BaseDirectory }).Configuration);
        var time = TimeProvider.System;
        switch (words)
        {
            case ["db", "migrate"]:
                await using (var app = Portal.Build(settings)) await Database.Migrate(app.Services, CancellationToken.None);
                return Say("The tables are up to date.");
            case ["db", "distribute"]:
                await using (var app = Portal.Build(settings)) await Distribution.Apply(app.Services, line => Say(line), CancellationToken.None);
                return true;
            case ["keys", "make"]:
                if (File.Exists(ring)) throw new StartupException($"There is a key ring at {ring} already.");
                KeyRing.Open(ring, mayMake: true, time);
                return Say($"Made {ring}. Back it up now, apart from the database.");
            case ["keys", "list"]:
                var keys = KeyRing.Open(ring, mayMake: false, time);
                foreach (var purpose in Enum.GetValues<KeyPurpose>())
                {
                    var current = keys.Current(purpose);
                    foreach (var key in keys.All(purpose)) Say($"{purpose,-16} {key.Version,3}  {key.MadeAt:yyyy-MM-dd HH:mm}Z{(key == current ? "  current" : "")}");
                }
                return true;
            case ["keys", "rotate", var purpose]:
                var made = KeyRing.Rotate(ring, Purpose(purpose), time, args.Contains(AtOnce));
                return Say($"Added version {made.Version}. Give the ring to every node and restart them, one after the other, within {KeyRing.Settling.TotalMinutes} minutes.");
            case ["keys", "retire", var purpose]:
                if (ForGood.Contains(Purpose(purpose)) && await WithStored(ring, settings, stored => stored.CountOld(Purpose(purpose))) is > 0 and var left)
                    throw new StartupException($"{left} rows are still stored with older keys and would be lost. Run 'keys rekey' first.");
                return Say($"Removed {KeyRing.Retire(ring, Purpose(purpose), time)} older keys. Give the ring to every node and restart them.");
            case ["keys", "rekey"]:
                return Say($"{await WithStored(ring, settings, stored => stored.Renew())} rows brought to the current keys.");
            case ["help"]:
                return Say(Usage);
            default:
                await using (var app = Portal.Build(settings))
                {
                    foreach (var module in Modules.All)
                    {
                        if (await module.RunVerb(words, app.Services, CancellationToken.None)) return true;
                    }
                }
                throw new StartupException($"'{string.Join(' ', words)}' is not a verb.\n{Usage}");
        }
    }

    private static async Task<int> WithStored(string ring, string[] settings, Func<Stored, Task<int>> act)
    {
        var keys = KeyRing.Open(ring, mayMake: false, TimeProvider.System);
        await using var app = Portal.Build(settings);
        return await act(new Stored(keys, app.Services.GetRequiredService<IPeople>(), [.. app.Services.GetServices<ISealedRows>()]));
    }

    /// <summary>What is stored with keys of the ring for good: people, and the rows that capabilities keep encrypted.</summary>
    private sealed class Stored(KeyRing keys, IPeople people, IReadOnlyList<ISealedRows> rows)
    {
        public async Task<int> CountOld(KeyPurpose purpose)
        {
            if (purpose is KeyPurpose.Cpr or KeyPurpose.Lookup)
            {
                Settled(KeyPurpose.Cpr, KeyPurpose.Lookup);
                return await people.CountToRekey(CancellationToken.None);
            }
            Settled(purpose);
            var old = 0;
            foreach (var kept in rows.Where(kept => kept.Purpose == purpose)) old += await kept.CountOld(CancellationToken.None);
            return old;
        }

        public async Task<int> Renew()
        {
            Settled(ForGood);
            var renewed = await people.Rekey(CancellationToken.None);
            foreach (var kept in rows) renewed += await kept.Renew(CancellationToken.None);
            return renewed;
        }

        // Rows that are brought to a key about to be replaced would look done, and their keys be retired.
        private void Settled(params IEnumerable<KeyPurpose> purposes)
        {
            foreach (var purpose in purposes)
            {
                if (keys.SettlesAt(purpose) is { } from) throw new StartupException($"The newest {purpose} key is used from {from:yyyy-MM-dd HH:mm:ss}Z. Run this verb again then.");
            }
        }
    }

    private static KeyPurpose Purpose(string name) => Enum.TryParse<KeyPurpose>(name, ignoreCase: true, out var purpose) && Enum.IsDefined(purpose)
        ? purpose
        : throw new StartupException($"'{name}' is not a purpose. One of: {string.Join(", ", Enum.GetNames<KeyPurpose>())}.");

    private static bool Say(string text)
    {
        Console.WriteLine(text);
        return true;
    }
}
