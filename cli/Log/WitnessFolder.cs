using Overblik.Tlog;

namespace Overblik.Cli.Log;

/// <summary>What a witness has cosigned, a file for each log. One process at a time: two that do not know of each other could cosign what one of them alone would refuse.</summary>
internal sealed class WitnessFolder : IWitnessStore, IDisposable
{
    private readonly string folder;
    private readonly FileStream held;
    private readonly SemaphoreSlim turn = new(1);

    /// <exception cref="IOException">Another process has it, or it cannot be written.</exception>
    public WitnessFolder(string folder)
    {
        this.folder = folder;
        Directory.CreateDirectory(folder);
        try { held = new FileStream(Path.Combine(folder, "held"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None); }
        catch (IOException e) { throw new IOException($"{folder} belongs to another witness that is running, or cannot be written.", e); }
    }

    public async Task<SignedNote?> Latest(string origin, CancellationToken cancellation) => File.Exists(FileOf(origin)) ? SignedNote.Parse(await File.ReadAllBytesAsync(FileOf(origin), cancellation)) : null;

    public async Task<bool> Replace(string origin, SignedNote? last, SignedNote with, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            if ((await Latest(origin, cancellation))?.ToString() != last?.ToString()) return false;
            DurableFile.Write(FileOf(origin), with.ToBytes());
            return true;
        }
        finally { turn.Release(); }
    }

    public void Dispose()
    {
        held.Dispose();
        turn.Dispose();
    }

    private string FileOf(string origin) => Path.Combine(folder, Witness.OriginHash(origin));
}
