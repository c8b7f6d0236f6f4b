using Overblik.Platform.Ports;

namespace Overblik.Crash;

/// <summary>The receiver: one line for each attempt, appended at once, so that a kill loses none that was made.</summary>
internal sealed class Recorder(string file) : IOutboxHandler
{
    public string Type => "test.record";

    public int AtOnce => 50;

    public async Task Handle(IReadOnlyList<OutboxWork> works, CancellationToken cancellation)
    {
        foreach (var work in works) await File.AppendAllTextAsync(file, $"{work.Id}\n", cancellation);
    }
}
