using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Npgsql;

namespace Overblik.Bench;

/// <summary>
/// A PostgreSQL server with the settings it comes with (fsync, full_page_writes and synchronous_commit are on), as the user postgres where this process is root.
/// It ends with the process that started it.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private const string Replica = "replica";

    private static readonly string Bin = Directory.Exists("/usr/lib/postgresql")
        ? Path.Combine(Directory.GetDirectories("/usr/lib/postgresql").MaxBy(version => int.Parse(Path.GetFileName(version), CultureInfo.InvariantCulture))!, "bin")
        : throw new BenchmarkException("There is no PostgreSQL under /usr/lib/postgresql. Install the package postgresql.");

    private readonly string folder;
    private Process process = null!;

    private PostgresServer(string folder, int port) => (this.folder, Port) = (folder, port);

    public int Port { get; }

    public string Connection(string database) => $"Host=127.0.0.1;Port={Port};Username=postgres;Database={database};Pooling=False";

    /// <summary>A folder in which servers may lie.</summary>
    public static async Task<string> Folder(CancellationToken stop) => (await Does(["mktemp", "-d", "-t", "overblik-bench-XXXXXX"], stop)).Trim();

    /// <param name="folder">Where it lies.</param>
    /// <param name="port">Where it listens.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <param name="quarter">Whether its buffers have a quarter of the memory, which its documentation advises (chapter 20.4), and not 128 MB.</param>
    public static async Task<PostgresServer> New(string folder, int port, CancellationToken stop, bool quarter = false)
    {
        var server = new PostgresServer(folder, port);
        await Does([Path.Combine(Bin, "initdb"), "-D", folder, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"], stop);
        if (quarter) await File.AppendAllTextAsync(Path.Combine(folder, "postgresql.conf"), $"shared_buffers = {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 / 1024}kB\n", stop);
        await server.Start(stop);
        return server;
    }

    /// <summary>Follows this one, which from then on acknowledges nothing that the replica has not written to its disk.</summary>
    public async Task<PostgresServer> NewReplica(string its, int port, CancellationToken stop)
    {
        var replica = new PostgresServer(its, port);
        await Does([Path.Combine(Bin, "pg_basebackup"), "-D", its, "-d", $"host=127.0.0.1 port={Port} user=postgres application_name={Replica}", "-R", "-c", "fast"], stop);
        // The copy holds this one's setting. Promoted, it would wait for a replica that it does not have.
        await File.AppendAllTextAsync(Path.Combine(its, "postgresql.auto.conf"), "synchronous_standby_names = ''\n", stop);
        await replica.Start(stop);
        await Query($"ALTER SYSTEM SET synchronous_standby_names = '{Replica}'", stop);
        await Query("SELECT pg_reload_conf()", stop);
        while (await Query("SELECT sync_state FROM pg_stat_replication", stop) is not "sync") await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, stop);
        return replica;
    }

    public Task Promote(CancellationToken stop) => Does([Path.Combine(Bin, "pg_ctl"), "-D", folder, "-w", "promote"], stop);

    /// <summary>SIGKILL to the postmaster and all its children: it is stopped first, so that it makes no more of them.</summary>
    public void Kill()
    {
        var lines = File.ReadAllLines(Path.Combine(folder, "postmaster.pid"));
        using var postmaster = Process.GetProcessById(int.Parse(lines[0], CultureInfo.InvariantCulture));
        postmaster.Kill(entireProcessTree: true);
    }

    /// <summary>Killed as above, and started again on the same folder.</summary>
    public async Task KillAndStart(CancellationToken stop)
    {
        Kill();
        process.StandardInput.Close();
        await process.WaitForExitAsync(stop);
        process.Dispose();
        await Start(stop);
    }

    public async Task<object?> Query(string sql, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(Connection("postgres"));
        await connection.OpenAsync(stop);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(stop);
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task Start(CancellationToken stop)
    {
        // The shell waits for the end of its input, which is the end of this process, and ends the server.
        process = Begin(["sh", "-c", """
            "$0/postgres" -D "$1" -p "$2" -k "$1" -c listen_addresses=127.0.0.1 >"$1/log" 2>&1 & server=$!
            cat; kill -QUIT $server; wait $server; true
            """, Bin, folder, Port.ToString(CultureInfo.InvariantCulture)]);
        while (true)
        {
            try
            {
                await Query("SELECT 1", stop);
                return;
            }
            catch (NpgsqlException e) when (!process.HasExited && (e.IsTransient || e.InnerException is SocketException)) { await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, stop); }
        }
    }

    private static async Task<string> Does(string[] command, CancellationToken stop)
    {
        using var process = Begin(command);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync(stop);
        var said = await process.StandardOutput.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        return process.ExitCode == 0 ? said : throw new BenchmarkException($"{Path.GetFileName(command[0])} failed: {await error}");
    }

    private static Process Begin(string[] command)
    {
        string[] all = Environment.UserName == "root" ? ["runuser", "-u", "postgres", "--", .. command] : command;
        var start = new ProcessStartInfo(all[0]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        foreach (var word in all[1..]) start.ArgumentList.Add(word);
        return Process.Start(start)!;
    }
}
