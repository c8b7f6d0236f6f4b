using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.Ports;
using Overblik.Web.Data;

namespace Overblik.Web;

/// <summary>What an operator does with the portal's own program and configuration: <c>db migrate</c>, <c>keys …</c>.</summary>
internal static class Verbs
{
    private const string Usage = """
        overblik db migrate                      bring the tables to this version
        overblik keys list                       each purpose, its versions and when each was made
        overblik keys make                       make the key ring of a new installation
        overblik keys rotate PURPOSE [--at-once] add a new key; it is used ten minutes later, or at once
        overblik keys rekey                      bring what is stored to the current Cpr and Lookup keys
        overblik keys retire PURPOSE             remove the keys older than the current one
        overblik source body SOURCE              a request of the source contract about the CPR number on standard input
        overblik source token SOURCE FILE        a token for that request, good for 60 seconds
        Settings are given as for the portal itself, e.g. --Data data or --Database:Postgres "Host=…".
        """;

    /// <summary>True when the arguments were a verb and it is done.</summary>
    public static async Task<bool> Run(string[] args)
    {
        var words = args.TakeWhile(a => !a.StartsWith('-')).ToArray();
        if (words.Length == 0) return args is ["--help"] && Say(Usage);
        var configuration = new ConfigurationBuilder().SetBasePath(AppContext.BaseDirectory).AddJsonFile("appsettings.json", optional: true).AddEnvironmentVariables()
            .AddCommandLine([.. args.Skip(words.Length).Where(a => a != "--at-once")]).Build();
        var ring = KeyRing.PathIn(configuration);
        var time = TimeProvider.System;
        switch (words)
        {
            case ["db", "migrate"]:
                await using (var app = Portal.Build([.. args.Skip(2)])) await Database.Migrate(app.Services, CancellationToken.None);
                return Say("The tables are up to date.");
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
                var made = KeyRing.Rotate(ring, Purpose(purpose), time, args.Contains("--at-once"));
                return Say($"Added version {made.Version}. Give the ring to every node and restart them, one after the other, within {KeyRing.Settling.TotalMinutes} minutes.");
            case ["keys", "retire", var purpose]:
                return Say($"Removed {KeyRing.Retire(ring, Purpose(purpose), time)} older keys.");
            case ["keys", "rekey"]:
                await using (var app = Portal.Build([.. args.Skip(2)])) Say($"{await app.Services.GetRequiredService<IPeople>().Rekey(CancellationToken.None)} people brought to the current keys.");
                return true;
            case ["help"]:
                return Say(Usage);
            default:
                await using (var app = Portal.Build([.. args.Skip(words.Length)]))
                {
                    foreach (var module in Modules.All)
                    {
                        if (await module.RunVerb(words, app.Services, CancellationToken.None)) return true;
                    }
                }
                throw new StartupException($"'{string.Join(' ', words)}' is not a verb.\n{Usage}");
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
