using System.Runtime.InteropServices;

namespace Overblik.Tlog;

/// <summary>A small file whose newest content is never lost once it was written, nor half of it there: not by a loss of power either. What was signed must not be forgotten.</summary>
public static partial class DurableFile
{
    // As open(2) and fsync(2) have them on Linux and macOS.
    private const int ReadOnly = 0, NotPermitted = 1, BadFile = 9, NoAccess = 13, Invalid = 22;

    /// <summary>Returns when it is on the disk. One at a time writes a file: what is new is written beside it first.</summary>
    /// <exception cref="IOException">It could not be written; the file is as it was, or the new one.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var beside = Beside(path);
        using (var file = new FileStream(beside, FileMode.Create, FileAccess.Write))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        File.Move(beside, path, overwrite: true);
        Keep(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Where what is new is written first.</summary>
    public static string Beside(string path) => path + ".new";

    // Which file has the name is a matter of the folder (fsync(2)). Windows has no such call; NTFS keeps a journal of names. A file system that cannot do it for folders says so, and does what it does.
    private static void Keep(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        var opened = Open(folder, ReadOnly);
        if (opened < 0 && Marshal.GetLastPInvokeError() is NoAccess or NotPermitted) return;
        if (opened < 0) throw new IOException($"{folder} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}");
        try
        {
            if (Sync(opened) != 0 && Marshal.GetLastPInvokeError() is not (Invalid or BadFile)) throw new IOException($"{folder} cannot be written: {Marshal.GetLastPInvokeErrorMessage()}");
        }
        finally { _ = Close(opened); }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
