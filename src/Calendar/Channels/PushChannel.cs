using Microsoft.Extensions.Logging;
using Overblik.Platform;

namespace Overblik.Calendar;

/// <summary>Messages to browsers (RFC 8030). The key of a message is its topic: one that comes again takes the place of the first.</summary>
internal sealed partial class PushChannel(PushSender sender, PushOptions options, Texts texts, TimeProvider time, ILogger<PushChannel> log) : IChannel
{
    private const int AtOnce = 16;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5), Life = TimeSpan.FromHours(12);

    public Channels Channel => Channels.Push;

    public async Task<IReadOnlyList<Delivery>> Send(IReadOnlyList<Message> messages, CancellationToken cancellation)
    {
        var answers = new Delivery[messages.Count];
        Array.Fill(answers, Delivery.Waiting);
        using var limit = new CancellationTokenSource(Limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await Parallel.ForAsync(0, messages.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop.Token }, async (i, each) =>
            {
                answers[i] = Delivery.Later;
                answers[i] = await One(messages[i], each);
            });
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested) { LogAway(log, "Timeout"); }
        return answers;
    }

    private async Task<Delivery> One(Message message, CancellationToken stop)
    {
        // A service that the operator has taken from the list is not called any more.
        if (PushSubscription.Read(message.To.To, options.Hosts) is not { } device) return Delivery.Gone;
        var more = message.Text.Split('\n', 2) is [_, var rest] ? rest.Trim() : ReminderWords.In(message.Language, () => texts["calendar.push.more"]);
        var answer = await sender.Send(device, message.To.KeyVersion, new PushNote(message.Subject, more, message.Path, message.Key.ToString("N"), message.Language), Life, stop);
        if (answer.Outcome == PushOutcome.TryLater) LogAway(log, nameof(PushOutcome.TryLater));
        return answer.Outcome switch { PushOutcome.Sent => Delivery.Taken, PushOutcome.Gone => Delivery.Gone, PushOutcome.Refused => Delivery.Refused, _ => Delivery.Later };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A push service did not take a message ({Outcome}); it is tried again")]
    private static partial void LogAway(ILogger log, string outcome);
}
