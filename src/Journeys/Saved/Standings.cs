using Overblik.JourneyFormat;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Journeys;

/// <summary>How the tasks of a saved list stand: by the person's word, and by the authorities'.</summary>
internal static class Standings
{
    public static async Task<IReadOnlyList<ToldTask>> Told(IEnumerable<IToldTasks> told, PersonId person, Actor? actor, CancellationToken cancellation) =>
        [.. (await Task.WhenAll(told.Select(one => one.Of(person, actor, cancellation)))).SelectMany(all => all)];

    // How long before its day, or before the list was saved, an authority can have told of a task that has no first day.
    private const int Before = 180;

    public static Standing Of(Journey journey, Planned planned, SavedList list, IReadOnlyList<ToldTask> told, Texts texts)
    {
        var (task, progress) = (planned.Task, list.Progress);
        var note = progress.Notes.GetValueOrDefault(task.Id);
        if (Word(journey, planned, list, told) is { } word)
        {
            var done = task.CompletedBy!.Told == JourneyFormat.Told.Received ? word.State != ToldState.Rejected : word.State == ToldState.Decided;
            var why = texts.Of($"journeys.told.{Say.Key(word.State)}", task.CompletedBy.Authority.Name.In(), BusinessClock.Written(BusinessClock.DateOf(word.At)));
            if (done || !progress.Done.ContainsKey(task.Id)) return new Standing(done, ByAuthority: done, why, note);
        }
        return progress.Done.TryGetValue(task.Id, out var since) ? new Standing(true, ByAuthority: false, texts.Of("journeys.told.self", BusinessClock.Written(since)), note) : new Standing(false, ByAuthority: false, null, note);
    }

    /// <summary>The newest word of the authority that may tell of this task; others' do not count, nor does one from before it could be done: that was about another move.</summary>
    public static ToldTask? Word(Journey journey, Planned planned, SavedList list, IReadOnlyList<ToldTask> told)
    {
        if (planned.Task.CompletedBy is not { } by) return null;
        var since = planned.From ?? (planned.Anchor?.Date ?? BusinessClock.DateOf(list.Row.ChangedAt)).AddDays(-Before);
        return told.Where(word => word.Task == $"{journey.Id}/{planned.Task.Id}" && by.Authority.Sources.Contains(word.Source) && BusinessClock.DateOf(word.At) >= since).MaxBy(word => word.At);
    }
}
