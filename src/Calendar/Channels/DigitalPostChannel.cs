using Microsoft.Extensions.Logging;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>Digital post, where a capability offers it. The person is the address.</summary>
internal sealed partial class DigitalPostChannel(IDigitalPost post, Site site, TimeProvider time, ILogger<DigitalPostChannel> log) : IChannel
{
    private const int AtOnce = 8;

    public Channels Channel => Channels.Post;

    public Task<IReadOnlyList<Delivery>> Send(IReadOnlyList<Message> messages, CancellationToken cancellation) => EachByItself.Send(messages, AtOnce, One, outcome => LogAway(log, outcome), time, cancellation);

    private async Task<Delivery> One(Message message, CancellationToken stop) =>
        await post.Send(message.Person, message.Key, message.Subject, $"{message.Text}\n\n{site.Issuer}{message.Path}", stop) ? Delivery.Taken : Delivery.Refused;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Digital post did not take a reminder ({Outcome}); it is tried again")]
    private static partial void LogAway(ILogger log, string outcome);
}
