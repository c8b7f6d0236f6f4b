using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>
/// Asks again, before a reminder goes out, the one source that a date was kept from. What it answers is kept. What an authority tells by itself, and what the person has written, is as it is.
/// </summary>
internal sealed class DateChecks(IEnumerable<ICalendarFeed> feeds, KeptDates kept, Planning planning, IAccessLog log, IBusinessClock clock, TimeProvider time)
{
    private const int AtOnce = 16;

    // What is not asked by then is asked later. Well within a lease.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    /// <summary>The same reminders without those that are not so any more; one that was moved is as it is now, or is not due.</summary>
    public async Task<List<Due>> Ask(PlatformDb db, List<Due> due, CancellationToken cancellation)
    {
        var ask = due.Where(it => it.Date.Kept).ToList();
        if (ask.Count == 0) return due;
        var now = clock.Now;
        // Before it is read, as everywhere; the person is not there, and has chosen it (GDPR art. 6(1)(a)).
        await Task.WhenAll(ask.GroupBy(it => it.Date.Person).Select(person =>
            log.Write(new AccessEntry(person.Key, person.Key, Guid.Empty, "calendar.remind", "reminder", "gdpr-6-1-a", string.Join(',', person.Select(it => it.Date.Part).Distinct())), cancellation)));
        var answers = new DateCheck?[ask.Count];
        using var limit = new CancellationTokenSource(Limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await Parallel.ForAsync(0, ask.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop.Token }, async (i, each) =>
            {
                var date = ask[i].Date;
                // Asked in the language of what will be sent.
                var check = ReminderWords.In(ask[i].Chosen.Row.Language, () => feeds.Select(feed => feed.Check(date.Person, date.Part, date.Entry, each)).FirstOrDefault(check => check is not null));
                answers[i] = check is null ? new DateCheck(DateState.Gone) : await check;
            });
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested) { /* Those that are left have not been asked. */ }
        var left = due.Except(ask).ToList();
        foreach (var (it, answer) in ask.Zip(answers))
        {
            var row = (KeptDate)it.Date.Row;
            if (answer is null) left.Add(it with { State = null });
            else if (answer.State == DateState.Unknown) left.Add(it with { State = DateState.Unknown });
            else if (answer.Entry is not { } entry) await kept.Learn(db, row, answer, cancellation);
            else if ((entry.Date, entry.Time) == (it.Date.Date, it.Date.Time)) left.Add(it with { Fresh = entry });
            else
            {
                await kept.Learn(db, row, answer, cancellation);
                var moved = it.Date with { Date = entry.Date, Time = entry.Time };
                await planning.Plan(db, [(it.Chosen, moved)], late: false, cancellation);
                // The person has not seen the new day: the stage that it is in now is told at once.
                if (it.Chosen.TimesOf(moved).Stage(now) is { } stage) left.Add(new Due(it.Chosen, moved, stage.Days, clock.Real(stage.At)) { Fresh = entry });
            }
        }
        return left;
    }
}
