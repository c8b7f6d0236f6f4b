using System.Globalization;
using Overblik.Platform;
using Overblik.Platform.Ports;
using Overblik.Web.Data;

namespace Overblik.Bench;

/// <summary>
/// A node that does nothing but the outbox's work, with the portal's own engine. The first argument is the channel: <c>null</c> takes everything and does nothing with it; an address gets a POST for each message, with its key.
/// The line <c>delays</c> is answered with the median, the 99th percentile and the longest time, in milliseconds, from when a message was due until it was handed over; from then on it counts anew.
/// </summary>
internal static class WorkerProgram
{
    public const string Type = "bench.message";

    public static async Task<int> Run(string channel, string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Logging.ClearProviders();
        builder.AddDatabase();
        new PlatformModule().AddServices(builder);
        var delays = new Delays();
        builder.Services.AddSingleton<IOutboxHandler>(channel == "null" ? new NullChannel(delays) : new HttpChannel(new Uri(channel)));
        await Child.Serve(builder.Build(), _ => Task.FromResult(delays.Tell()));
        return 0;
    }

    private sealed class Delays
    {
        private readonly Lock door = new();
        private List<double> milliseconds = [];

        public void Add(IReadOnlyList<OutboxWork> works)
        {
            var now = TimeProvider.System.GetUtcNow();
            lock (door) milliseconds.AddRange(works.Select(work => (now - work.DueAt).TotalMilliseconds));
        }

        public string Tell()
        {
            List<double> all;
            lock (door) (all, milliseconds) = (milliseconds, []);
            return all.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{all.Median()} {all.Percentile(0.99)} {all.Max()} {all.Count}");
        }
    }

    private sealed class NullChannel(Delays delays) : IOutboxHandler
    {
        public string Type => WorkerProgram.Type;
        public int AtOnce => 500;

        public Task Handle(IReadOnlyList<OutboxWork> works, CancellationToken cancellation)
        {
            delays.Add(works);
            return Task.CompletedTask;
        }
    }

    private sealed class HttpChannel(Uri address) : IOutboxHandler
    {
        private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

        public string Type => WorkerProgram.Type;
        public int AtOnce => 50;

        public async Task Handle(IReadOnlyList<OutboxWork> works, CancellationToken cancellation)
        {
            foreach (var work in works)
            {
                using var answer = await Http.PostAsync(new Uri(address, work.Id.ToString()), null, cancellation);
                if (!answer.IsSuccessStatusCode) work.Fail(new HttpRequestException());
            }
        }
    }
}
