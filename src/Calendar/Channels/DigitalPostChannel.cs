using Microsoft.Extensions.Logging;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>Digital post, where a capability offers it. The person is the address.</summary>
internal sealed partial class DigitalPostChannel(IDigitalPost post, Site site, ILogger<DigitalPostChannel> log) : IChannel
{
    private const int AtOnce = 8;

    public Channels Channel => Channels.Post;

    public async Task<IReadOnlyList<Delivery>> Send(IReadOnlyList<Message> messages, CancellationToken cancellation)
    {
        var answers = new Delivery[messages.Count];
        await Parallel.ForAsync(0, messages.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (i, each) =>
        {
            var message = messages[i];
            try { answers[i] = await post.Send(message.Person, message.Key, message.Subject, $"{message.Text}\n\n{site.Issuer}{message.Path}", each) ? Delivery.Taken : Delivery.Refused; }
            catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                answers[i] = Delivery.Later;
                LogAway(log, e.GetType().Name);
            }
        });
        return answers;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Digital post did not take a reminder ({Exception}); it is tried again")]
    private static partial void LogAway(ILogger log, string exception);
}
