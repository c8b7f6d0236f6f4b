using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Platform.Keys;

namespace Overblik.AccessLog;

/// <summary>The newest index over all persons, as it is kept, and the key of its labels: for an auditor who makes it again.</summary>
internal static class IndexFile
{
    /// <summary>Writes both. Returns what is to be said of them.</summary>
    public static async Task<string> Write(string file, string keyFile, IServiceProvider services, CancellationToken cancellation)
    {
        foreach (var path in (string[])[file, keyFile])
        {
            if (File.Exists(path)) throw new StartupException($"There is a file {path} already. Nothing was written.");
        }
        await using var db = await services.GetRequiredService<IDbContextFactory<PlatformDb>>().CreateDbContextAsync(cancellation);
        // While it is read the next one may be made.
        await using var moment = await db.BeginSnapshot(cancellation);
        var index = await PersonIndexStore.Newest(db, cancellation) ?? throw new StartupException("There is no index over all persons yet: workers make one each minute in which the log has grown.");
        var made = new List<string>();
        try
        {
            await using var to = New(file, made);
            await using var key = New(keyFile, made);
            await Write(to, db, index, services.GetRequiredService<PersonIndexStore>(), cancellation);
            await key.WriteLineAsync(Convert.ToBase64String(services.GetRequiredService<KeyRing>().Current(KeyPurpose.LogIndex).Bytes));
        }
        catch
        {
            // In half a file everybody else would be left out, and without the key nobody needs it.
            made.ForEach(File.Delete);
            throw;
        }
        return $"""
            {file}: the index at entry {index.Leaf} of the log, over {index.People} persons. {keyFile}: the key of its labels.
            Both are for the auditor alone. They hold no name and no number, but personal data by reference: how many entries each person has, whom this database knows by the same key.
            Send them on separate ways, and delete them here.
            """;
    }

    private static async Task Write(StreamWriter to, PlatformDb db, LogIndex index, PersonIndexStore store, CancellationToken cancellation)
    {
        // A label does not tell whose it is: so all persons are held, by the list in which theirs stands. What the index says of them is not.
        var people = (await db.Set<LogChain>().Select(c => c.Person).ToListAsync(cancellation)).ToLookup(person => PersonIndex.ListOf(store.Label(person)));
        await to.WriteLineAsync(JsonSerializer.Serialize(new IndexFileHead(IndexFileHead.Name, index.Leaf), IndexFileJson.Default.IndexFileHead));
        await foreach (var list in db.Set<LogIndexList>().AsNoTracking().OrderBy(l => l.List).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            var labels = people[list.List].ToDictionary(store.Label);
            foreach (var (label, entry) in LogIndexList.People(list.Rows))
            {
                var line = labels.TryGetValue(label, out var person) ? new IndexFileLine(person.Value, entry.Count, entry.Newest, entry.From) : new IndexFileLine(null, entry.Count, entry.Newest, entry.From, label);
                await to.WriteLineAsync(JsonSerializer.Serialize(line, IndexFileJson.Default.IndexFileLine));
            }
        }
    }

    // Readable by its owner alone.
    private static StreamWriter New(string path, List<string> made)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            var to = new StreamWriter(path, options) { NewLine = "\n" };
            made.Add(path);
            return to;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { throw new StartupException($"{path} cannot be written: {e.Message}"); }
    }
}
