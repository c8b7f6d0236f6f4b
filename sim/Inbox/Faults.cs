using System.Collections.Concurrent;

namespace Overblik.Inbox;

/// <summary>The ways in which a channel can fail on demand.</summary>
internal enum Fault { None, Down, Slow, Reject, Busy }

/// <summary>Each channel's present fault.</summary>
internal sealed class Faults
{
    /// <summary>A slow channel has taken the message, and then waits so long before it says so.</summary>
    public static readonly TimeSpan Slowness = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<Channel, Fault> _set = new();
    private readonly TimeProvider _time;

    public Faults(TimeProvider time, IConfiguration configuration)
    {
        _time = time;
        foreach (var channel in Enum.GetValues<Channel>())
        {
            if (configuration[$"Faults:{channel}"] is { Length: > 0 } name)
                this[channel] = Named<Fault>(name) ?? throw new FormatException($"'{name}' is no fault; write one of {string.Join(", ", Enum.GetValues<Fault>().Select(NameOf))}.");
        }
    }

    public Fault this[Channel channel]
    {
        get => _set.GetValueOrDefault(channel);
        set => _set[channel] = value;
    }

    public static string NameOf<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    public static T? Named<T>(string? name) where T : struct, Enum => Enum.GetValues<T>().Cast<T?>().FirstOrDefault(it => NameOf(it!.Value) == name);

    // Whoever hangs up meanwhile has sent the message all the same.
    public async Task Wait(Channel channel, CancellationToken cancel)
    {
        if (this[channel] == Fault.Slow) await Task.Delay(Slowness, _time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Lets a call by HTTP fail as its channel's fault has it.</summary>
    public Func<EndpointFilterInvocationContext, EndpointFilterDelegate, ValueTask<object?>> Before(Channel channel) => async (call, next) =>
    {
        var http = call.HttpContext;
        switch (this[channel])
        {
            case Fault.Down:
                http.Abort();
                return TypedResults.Empty;
            case Fault.Reject:
                return Problem.Of(400, $"{NameOf(channel)}.rejected", "The message is refused", "Do not send it again: this recipient cannot be reached.");
            case Fault.Busy:
                http.Response.Headers.RetryAfter = "2";
                return Problem.Of(429, $"{NameOf(channel)}.too-many-requests", "Too many requests", "Send the same again after the seconds in Retry-After.");
        }
        var answer = await next(call);
        await Wait(channel, http.RequestAborted);
        return answer;
    };
}
