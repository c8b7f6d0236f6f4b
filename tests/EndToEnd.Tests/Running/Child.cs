using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;

namespace Overblik.EndToEnd.Tests;

/// <summary>One of the built programs in a process of its own. Every line that it writes is kept.</summary>
internal sealed class Child : IAsyncDisposable
{
    private readonly Process _process;
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Child(string program, IEnumerable<string> settings, ConcurrentQueue<string> log)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.ArgumentList.Add(PathOf(program));
        foreach (var setting in settings) start.ArgumentList.Add(setting);
        // The one line of the log that says when it is ready, however quiet the rest is.
        start.ArgumentList.Add("--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information");
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.Exited += (_, _) => _listening.TrySetException(new InvalidOperationException($"{program} ended before it listened:\n{string.Join('\n', log.TakeLast(20))}"));

        void Take(string? line)
        {
            if (line is null) return;
            log.Enqueue(line);
            if (line.Contains("Now listening on", StringComparison.Ordinal)) _listening.TrySetResult();
        }
    }

    /// <summary>Returns when the program listens.</summary>
    public static async Task<Child> Start(string program, IEnumerable<string> settings, ConcurrentQueue<string> log)
    {
        var child = new Child(program, settings, log);
        child._process.Start();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        await child._listening.Task.WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System);
        return child;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string PathOf(string program)
    {
        var configuration = typeof(Child).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(it => it.Key == "Configuration").Value!;
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Overblik.slnx"))) return Path.Combine(folder, "artifacts", "bin", program, configuration, $"Overblik.{program}.dll");
        throw new InvalidOperationException("The tests run inside the repository.");
    }
}
