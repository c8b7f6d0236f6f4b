using System.Globalization;
using System.Text.RegularExpressions;

namespace Overblik.Inbox;

/// <summary>Web push as RFC 8030 has it: <c>POST /push/{device}</c>. The body is encrypted for the device; only its size is kept.</summary>
internal sealed partial class PushService(Messages messages, Devices devices)
{
    // RFC 8030, section 7.2: a service takes at least so much.
    private const int LargestBody = 4096;

    private static readonly string[] Urgencies = ["very-low", "low", "normal", "high"];

    public void Map(WebApplication app, Faults faults)
    {
        app.MapPost("/push/{device}", Take).AddEndpointFilter(faults.Before(Channel.Push));
        // What a browser does when its subscription ends.
        app.MapDelete("/push/{device}", (string device) =>
        {
            devices.Remove(device);
            return TypedResults.NoContent();
        });
        app.MapDelete("/push/{device}/{id}", IResult (string device, string id) =>
            messages.ById(id) is { Channel: Channel.Push } message && message.To[0] == device && messages.Remove(id)
                ? TypedResults.NoContent()
                : Problem.Of(404, "push.message-unknown", "There is no such message", "It was removed, or another address was meant."));
    }

    private async Task<IResult> Take(string device, HttpRequest request, CancellationToken stop)
    {
        if (devices.IsRemoved(device)) return Problem.Of(410, "push.device-removed", "The device is gone", "Forget this address and send no more to it.");
        if (!int.TryParse(request.Headers["TTL"], NumberStyles.None, CultureInfo.InvariantCulture, out var ttl))
            return Problem.Of(400, "push.ttl-invalid", "The header TTL is missing or no number", "Send the seconds that the message may wait (RFC 8030, section 5.2).");
        var urgency = request.Headers["Urgency"] is [{ } given] ? given : "normal";
        if (!Urgencies.Contains(urgency)) return Problem.Of(400, "push.urgency-invalid", "The header Urgency is not valid", $"Send one of {string.Join(", ", Urgencies)} (RFC 8030, section 5.3).");
        var topic = request.Headers["Topic"] is [{ } named] ? named : null;
        if (topic is not null && !Topic().IsMatch(topic)) return Problem.Of(400, "push.topic-invalid", "The header Topic is not valid", "Send at most 32 characters of A-Z a-z 0-9 - _ (RFC 8030, section 5.4).");
        var size = await request.Body.ReadAtLeastAsync(new byte[LargestBody + 1], LargestBody + 1, throwOnEndOfStream: false, stop);
        if (size > LargestBody) return Problem.Of(413, "push.body-large", "The body is too large", $"Send at most {LargestBody} bytes.");
        var message = messages.Add(new() { Channel = Channel.Push, To = [device], Ttl = ttl, Urgency = urgency, Topic = topic, Size = size });
        return TypedResults.Created($"/push/{Uri.EscapeDataString(device)}/{message.Id}");
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,32}\z")]
    private static partial Regex Topic();
}

/// <summary>The devices that take no more messages; every other name is one that does.</summary>
internal sealed class Devices
{
    private readonly Lock _lock = new();
    private readonly SortedSet<string> _removed = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Removed
    {
        get
        {
            lock (_lock) return [.. _removed];
        }
    }

    public bool IsRemoved(string device)
    {
        lock (_lock) return _removed.Contains(device);
    }

    public void Remove(string device)
    {
        lock (_lock) _removed.Add(device);
    }

    public void PutBack(string device)
    {
        lock (_lock) _removed.Remove(device);
    }
}
