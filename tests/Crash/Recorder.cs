using Overblik.Platform.Ports;

namespace Overblik.Crash;

/// <summary>The receiver: one line for each attempt, appended at once, so that a kill loses none that was made.</summary>
internal sealed class Recorder(string file) : IOutboxHandler
{
    public string Type => "test.record";

    public async Task Handle(Guid id, string body, CancellationToken cancellation) => await File.AppendAllTextAsync(file, $"{id}\n", cancellation);
}
