using System.Collections.Concurrent;
using System.Diagnostics;

namespace Overblik.Bench;

/// <summary>A program under load: where it is, what each person asks of it, and how a whole answer is known.</summary>
/// <param name="Check">Throws when the answer on a connection is not this person's whole page; the flag asks for the thorough check.</param>
internal sealed record Target(Uri Address, IReadOnlyList<byte[]> Requests, Action<PageConnection, int, bool> Check);

/// <param name="Finished">Those within the time; the rate is of these.</param>
/// <param name="All">Also the last of each connection, which ended after the time: what was used, was used for all.</param>
internal sealed record Closed(int Finished, int All, TimeSpan Time)
{
    public double PerSecond => Finished / Time.TotalSeconds;
}

/// <summary>As many connections as people, each asking again as soon as it has its page.</summary>
internal static class ClosedLoop
{
    private const int Thorough = 25;

    public static async Task<Closed> Run(Target target, PageConnection[] connections, TimeSpan time, CancellationToken stop)
    {
        var end = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        var counts = await Task.WhenAll(connections.Select((connection, person) => Task.Run(async () =>
        {
            int finished = 0, all = 0;
            while (true)
            {
                var arrival = await connection.Get(target.Requests[person], null, 0, stop);
                target.Check(connection, person, all++ % Thorough == 0);
                if (arrival.End > end) return (finished, all);
                finished++;
            }
        }, stop)));
        return new Closed(counts.Sum(c => c.finished), counts.Sum(c => c.all), time);
    }

    public static async Task<PageConnection[]> Open(Target target, int count, CancellationToken stop)
    {
        var connections = Enumerable.Range(0, count).Select(_ => new PageConnection(target.Address)).ToArray();
        foreach (var connection in connections) await connection.Open(stop);
        return connections;
    }
}

/// <summary>In milliseconds from the moment at which the person was to come, not from when the load got round to asking: a stall is counted in full.</summary>
internal readonly record struct Visit(double FirstByte, double Marked, double End);

/// <summary>People come at a fixed rate, however the pages fare; each takes a free connection or a new one.</summary>
internal sealed class OpenLoop(Target target) : IDisposable
{
    /// <summary>A server ends a connection that has been idle for some two minutes; a browser then opens another.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    private readonly ConcurrentStack<(PageConnection Connection, long Since)> free = [];
    private int next;
    private volatile bool failed;

    public async Task Open(int connections, CancellationToken stop)
    {
        foreach (var connection in await ClosedLoop.Open(target, connections, stop)) free.Push((connection, Stopwatch.GetTimestamp()));
    }

    public async Task<Visit[]> Run(double perSecond, TimeSpan time, byte[]? mark, int marks, CancellationToken stop)
    {
        var visits = new Task<Visit>[(int)(perSecond * time.TotalSeconds)];
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < visits.Length; i++)
        {
            // The first page that is not whole ends the run, not the last one of a long time.
            if (failed) return await Task.WhenAll(visits[..i]);
            var due = start + (long)(i / perSecond * Stopwatch.Frequency);
            while (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due) is { Ticks: > 0 } wait) await Task.Delay(wait, TimeProvider.System, stop);
            visits[i] = One(next++ % target.Requests.Count, i % 10 == 0, due, mark, marks, stop);
        }
        return await Task.WhenAll(visits);
    }

    private async Task<Visit> One(int person, bool thorough, long due, byte[]? mark, int marks, CancellationToken stop)
    {
        PageConnection? connection = null;
        while (connection is null && free.TryPop(out var used))
        {
            if (Stopwatch.GetElapsedTime(used.Since) < Idle) connection = used.Connection;
            else used.Connection.Dispose();
        }
        if (connection is null)
        {
            connection = new PageConnection(target.Address);
            await connection.Open(stop);
        }
        Arrival arrival;
        try
        {
            arrival = await connection.Get(target.Requests[person], mark, marks, stop);
            target.Check(connection, person, thorough);
        }
        catch
        {
            failed = true;
            throw;
        }
        free.Push((connection, Stopwatch.GetTimestamp()));
        double Since(long at) => Stopwatch.GetElapsedTime(due, at).TotalMilliseconds;
        return new Visit(Since(arrival.FirstByte), Since(arrival.Marked), Since(arrival.End));
    }

    public void Dispose()
    {
        foreach (var (connection, _) in free) connection.Dispose();
    }
}
