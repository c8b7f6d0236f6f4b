using System.Globalization;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Overblik.Platform;
using Overblik.Tlog;

namespace Overblik.AccessLog;

/// <summary>What the database holds cannot be the log that this node has signed.</summary>
internal sealed class LogDoubtException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// The last checkpoint that this node has signed, in a file apart from the database (<c>Log:LastCheckpoint</c>). A database that was turned back, or changed behind the log's back, does not fit it;
/// to go on with one would make two logs of one name, of which one denies what the other has promised.
/// </summary>
internal sealed class LastCheckpoint(IConfiguration configuration, LogIdentity identity, TimeProvider time)
{
    private const int Attempts = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly string path = configuration["Log:LastCheckpoint"] ?? Path.Combine(configuration["Data"] ?? "data", "log-checkpoint");

    /// <summary>The head of the log, where all fits.</summary>
    /// <exception cref="LogDoubtException">It does not; says what.</exception>
    public async Task<LogHead> Check(PlatformDb db, CancellationToken cancellation)
    {
        // In this order: meanwhile the log may grow, and other nodes may sign.
        var last = Read();
        var head = await db.Set<LogHead>().AsNoTracking().SingleAsync(cancellation);
        if (last is not null && head.Size < last.Size)
            throw new LogDoubtException(string.Create(CultureInfo.InvariantCulture, $"The access log in the database has {head.Size} entries, and this node has signed that it has {last.Size} ({path}). The database was turned back: restore the newest backup. See docs/operations.md."));
        // Of both sizes most tiles are the same; they are read anew each time.
        var tiles = new LogTiles(db, new ProofTiles());
        try
        {
            if (await Proofs.Root(head.Size, tiles, cancellation) != new TreeHash(head.Root)) throw new LogDoubtException("The access log in the database was changed: its entries do not have the root that they had. See docs/operations.md.");
            if (last is not null && await Proofs.Root(last.Size, tiles, cancellation) != last.Root)
                throw new LogDoubtException($"The access log in the database is another one than this node has signed ({path}), or was changed. See docs/operations.md.");
        }
        catch (FormatException e) { throw new LogDoubtException("A part of the access log is missing in the database: " + e.Message, e); }
        return head;
    }

    /// <summary>A node that has signed nothing yet begins with what the others have.</summary>
    /// <exception cref="StartupException">The file cannot be written.</exception>
    public async Task Begin(LogHead head, CancellationToken cancellation)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            if (!File.Exists(path) && head.Checkpoint is { } note) await Write(SignedNote.Parse(note), cancellation);
            else using (await Turn(cancellation)) new FileStream(DurableFile.Beside(path), FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { throw new StartupException($"Log:LastCheckpoint must be a file that this node can write, apart from the database: {e.Message}"); }
    }

    /// <summary>Returns when it is durable, or one of a longer log is. Nodes may share the file: none takes back what another has signed.</summary>
    public async Task Write(SignedNote note, CancellationToken cancellation)
    {
        using var turn = await Turn(cancellation);
        if (Read() is { } there && there.Size >= Checkpoint.Parse(note.Text).Size) return;
        DurableFile.Write(path, note.ToBytes());
    }

    // One node at a time; the operating system ends the turn of one that dies.
    private async Task<FileStream> Turn(CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try { return new FileStream(path + ".turn", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None); }
            catch (IOException) when (attempt < Attempts) { await Task.Delay(Pause, time, cancellation); }
        }
    }

    private Checkpoint? Read()
    {
        if (!File.Exists(path)) return null;
        try
        {
            var note = SignedNote.Parse(File.ReadAllBytes(path));
            var checkpoint = Checkpoint.Parse(note.Text);
            if (checkpoint.Origin != identity.Origin || note.Verify(identity.Keys).Count == 0) throw new LogDoubtException($"The checkpoint in {path} is another log's ({checkpoint.Origin}), or signed with a key that is not in the key ring. See docs/operations.md.");
            return checkpoint;
        }
        catch (Exception e) when (e is FormatException or CryptographicException) { throw new LogDoubtException($"The checkpoint in {path} cannot be read: {e.Message} See docs/operations.md.", e); }
    }
}
