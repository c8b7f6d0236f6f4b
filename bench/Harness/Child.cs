using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using System.Text.Json;
using System.Threading.Channels;

namespace Overblik.Bench;

/// <summary>What a process had used at one moment.</summary>
internal sealed record Usage(long Allocated, int Gen0, int Gen1, int Gen2, long WorkingSet, double JitMilliseconds, double CpuMilliseconds = 0)
{
    public static Usage Now() => new(GC.GetTotalAllocatedBytes(), GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2), Environment.WorkingSet, JitInfo.GetCompilationTime().TotalMilliseconds);
}

/// <summary>
/// A program of ours in its own process. It says <c>@ready ADDRESS</c> when it serves, answers each line of its input with one line
/// that begins with @, and ends with its input: whatever becomes of this process, that one does not stay.
/// </summary>
internal sealed class Child : IAsyncDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> said = [], errors = [];
    private int ofError;
    private readonly Channel<string> answers = Channel.CreateUnbounded<string>();
    private readonly string name;

    private Child(Process process, string name) => (this.process, this.name) = (process, name);

    public Uri Address { get; private set; } = null!;

    /// <summary>Starts this same program with a verb and waits until it is ready.</summary>
    /// <param name="args">The verb and its arguments.</param>
    /// <param name="serverGc">Collects as a server does.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <param name="heap">The most that its heap may hold, in bytes; as much as it likes where absent.</param>
    public static async Task<Child> Start(string[] args, bool serverGc, CancellationToken stop, long? heap = null)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(Child).Assembly.Location);
        foreach (var arg in args) start.ArgumentList.Add(arg);
        // Both sides of a comparison collect as a server does; what only helps takes less room.
        start.Environment.Remove("DOTNET_gcServer");
        if (!serverGc) start.Environment["DOTNET_gcServer"] = "0";
        // As deploy/Containerfile sets it.
        start.Environment["DOTNET_SYSTEM_BUFFERS_SHAREDARRAYPOOL_MAXARRAYSPERPARTITION"] = "128";
        if (heap is { } most) start.Environment["DOTNET_GCHeapHardLimit"] = "0x" + most.ToString("x", CultureInfo.InvariantCulture);
        var child = new Child(Process.Start(start)!, args[0]);
        _ = child.Listen();
        _ = child.ListenToErrors();
        try { child.Address = new Uri((await child.Read(stop))["@ready ".Length..]); }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
        return child;
    }

    /// <summary>The other side: serves until the input ends.</summary>
    public static async Task Serve(WebApplication app, Func<string, Task<string>>? answer = null)
    {
        await app.StartAsync();
        Console.WriteLine("@ready " + app.Urls.First());
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var said = line == "used" ? JsonSerializer.Serialize(Usage.Now()) : line == "live" ? GC.GetTotalMemory(forceFullCollection: true).ToString(CultureInfo.InvariantCulture) : answer is null ? "" : await answer(line);
            Console.WriteLine("@" + said);
        }
        await app.DisposeAsync();
    }

    public async Task<string> Ask(string line, CancellationToken stop)
    {
        await process.StandardInput.WriteLineAsync(line.AsMemory(), stop);
        await process.StandardInput.FlushAsync(stop);
        return (await Read(stop))[1..];
    }

    public async Task<Usage> Used(CancellationToken stop)
    {
        var used = JsonSerializer.Deserialize<Usage>(await Ask("used", stop))!;
        // From /proc/PID/stat, user and system.
        process.Refresh();
        return used with { CpuMilliseconds = process.TotalProcessorTime.TotalMilliseconds };
    }

    /// <summary>What is in use after a full collection, in MB.</summary>
    public async Task<double> LiveMegabytes(CancellationToken stop) => long.Parse(await Ask("live", stop), CultureInfo.InvariantCulture) / 1024.0 / 1024;

    /// <summary>The most memory it has had at one time, in MB.</summary>
    public double PeakMegabytes()
    {
        process.Refresh();
        return process.PeakWorkingSet64 / 1024.0 / 1024;
    }

    /// <summary>SIGKILL: it ends where it is.</summary>
    public async Task Kill(CancellationToken stop)
    {
        process.Kill();
        await process.WaitForExitAsync(stop);
    }

    public async ValueTask DisposeAsync()
    {
        try { process.StandardInput.Close(); }
        catch (IOException) { /* It has ended already. */ }
        try { await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(5), TimeProvider.System).Token); }
        catch (OperationCanceledException) { process.Kill(); }
        process.Dispose();
    }

    /// <summary>The first errors that it has logged, and what it has logged last.</summary>
    public string Said => string.Join('\n', errors.Concat(said));

    private async Task<string> Read(CancellationToken stop)
    {
        try { return await answers.Reader.ReadAsync(stop); }
        catch (ChannelClosedException) { throw new BenchmarkException($"The program '{name}' ended. It last said:\n{Said}"); }
    }

    // All the time: a program whose output nobody takes would soon wait for its own log.
    private async Task Listen()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith('@')) answers.Writer.TryWrite(line);
            else Keep(line);
        }
        answers.Writer.Complete();
    }

    private async Task ListenToErrors()
    {
        while (await process.StandardError.ReadLineAsync() is { } line) Keep(line);
    }

    private void Keep(string line)
    {
        // An error goes on to the next line that begins at the margin.
        ofError = line.StartsWith("fail:", StringComparison.Ordinal) || line.StartsWith("crit:", StringComparison.Ordinal) ? 30 : line.StartsWith(' ') ? ofError - 1 : 0;
        if (ofError > 0 && errors.Count < 100) errors.Enqueue(line);
        said.Enqueue(line);
        if (said.Count > 30) said.TryDequeue(out _);
    }
}
