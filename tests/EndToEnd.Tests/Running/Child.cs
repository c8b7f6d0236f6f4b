using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;

namespace Overblik.EndToEnd.Tests;

/// <summary>One of the built programs in a process of its own. Every line that it writes is kept.</summary>
internal sealed class Child : IAsyncDisposable
{
    private readonly Process _process;
    private readonly TaskCompletionSource<string> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Child(string program, IEnumerable<string> arguments, string ready, ConcurrentQueue<string> log)
    {
        _process = new Process { StartInfo = Command(program, arguments), EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.Exited += (_, _) => _listening.TrySetException(new InvalidOperationException($"{program} ended before it listened:\n{string.Join('\n', log.TakeLast(20))}"));

        void Take(string? line)
        {
            if (line is null) return;
            log.Enqueue(line);
            if (line.Contains(ready, StringComparison.Ordinal)) _listening.TrySetResult(line.Split(' ')[^1]);
        }
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Returns when the program listens.</summary>
    public static Task<Child> Start(string program, IEnumerable<string> settings, ConcurrentQueue<string> log) =>
        // The one line of the log that says when it is ready, however quiet the rest is.
        Start(PathOf(program, $"Overblik.{program}.dll"), [.. settings, "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information"], "Now listening on: ", log);

    /// <summary>The same for a witness of the log.</summary>
    public static Task<Child> StartWitness(IEnumerable<string> options, ConcurrentQueue<string> log) => Start(PathOf("Cli", "overblik.dll"), ["log", "witness", .. options], "Witnesses ", log);

    /// <summary>What a verb of a program says.</summary>
    public static async Task<string> Say(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(Command(PathOf(program, $"Overblik.{program}.dll"), arguments))!;
        var (said, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await said : throw new InvalidOperationException(await error);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<Child> Start(string path, IEnumerable<string> arguments, string ready, ConcurrentQueue<string> log)
    {
        var child = new Child(path, arguments, ready, log);
        child._process.Start();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        child.Address = new Uri(await child._listening.Task.WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System));
        return child;
    }

    private static ProcessStartInfo Command(string path, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.ArgumentList.Add(path);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return start;
    }

    private static string PathOf(string program, string file)
    {
        var configuration = typeof(Child).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(it => it.Key == "Configuration").Value!;
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Overblik.slnx"))) return Path.Combine(folder, "artifacts", "bin", program, configuration, file);
        throw new InvalidOperationException("The tests run inside the repository.");
    }
}
