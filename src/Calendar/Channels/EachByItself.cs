namespace Overblik.Calendar;

/// <summary>Sends messages one by one, some at the same time, and answers for each. What there is no time for has not been tried; nothing escapes.</summary>
internal static class EachByItself
{
    /// <summary>Well within a lease.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public static async Task<IReadOnlyList<Delivery>> Send(IReadOnlyList<Message> messages, int atOnce, Func<Message, CancellationToken, Task<Delivery>> send, Action<string> away, TimeProvider time, CancellationToken cancellation)
    {
        var answers = new Delivery[messages.Count];
        Array.Fill(answers, Delivery.Waiting);
        using var limit = new CancellationTokenSource(Limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await Parallel.ForAsync(0, messages.Count, new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = stop.Token }, async (i, each) =>
            {
                // Whatever interrupts it: perhaps it has come all the same.
                answers[i] = Delivery.Later;
                try { answers[i] = await send(messages[i], each); }
                catch (Exception e) when (e is not OperationCanceledException) { away(e.GetType().Name); }
            });
        }
        // Also where the node ends: what has been taken is told, so that it is written down.
        catch (OperationCanceledException) { away(cancellation.IsCancellationRequested ? "Stop" : "Timeout"); }
        return answers;
    }
}
