using Microsoft.Extensions.Logging;
using Overblik.Platform;

namespace Overblik.Calendar;

/// <summary>Messages to browsers (RFC 8030). The key of a message is its topic: one that comes again takes the place of the first.</summary>
internal sealed partial class PushChannel(PushSender sender, PushOptions options, Texts texts, TimeProvider time, ILogger<PushChannel> log) : IChannel
{
    private const int AtOnce = 16;
    private static readonly TimeSpan Life = TimeSpan.FromHours(12);

    public Channels Channel => Channels.Push;

    public Task<IReadOnlyList<Delivery>> Send(IReadOnlyList<Message> messages, CancellationToken cancellation) => EachByItself.Send(messages, AtOnce, One, outcome => LogAway(log, outcome), time, cancellation);

    private async Task<Delivery> One(Message message, CancellationToken stop)
    {
        // A service that the operator has taken from the list is not called any more.
        if (PushSubscription.Read(message.To.To, options.Hosts) is not { } device) return Delivery.Gone;
        var more = message.Text.Split('\n', 2) is [_, var rest] ? rest.Trim() : ReminderWords.In(message.Language, () => texts["calendar.push.more"]);
        var outcome = await sender.Send(device, message.To.KeyVersion, new PushNote(message.Subject, more, message.Path, message.Key.ToString("N"), message.Language), Life, stop);
        if (outcome == PushOutcome.TryLater) LogAway(log, nameof(PushOutcome.TryLater));
        return outcome switch { PushOutcome.Sent => Delivery.Taken, PushOutcome.Gone => Delivery.Gone, PushOutcome.Refused => Delivery.Refused, _ => Delivery.Later };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A push service did not take a message ({Outcome}); it is tried again")]
    private static partial void LogAway(ILogger log, string outcome);
}
