using Overblik.JourneyFormat;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Journeys;

/// <summary>How the tasks of a saved list stand: by the person's word, and by the authorities'.</summary>
internal static class Standings
{
    // How long before its day, or before the list was saved, that which an authority tells of can have begun where a task has no first day.
    private const int Before = 180;

    /// <summary>What the authorities that may tell of these tasks answer now, and what all have told by themselves.</summary>
    public static Task<ToldTasks> Asked(IEnumerable<IToldTasks> told, Actor actor, IEnumerable<Planned> tasks, CancellationToken cancellation) =>
        Told(told, actor.OnBehalfOf, actor, tasks.SelectMany(task => task.Task.CompletedBy?.Authority.Sources ?? []).ToHashSet(StringComparer.Ordinal), cancellation);

    /// <summary>What authorities have told by themselves.</summary>
    public static Task<ToldTasks> Told(IEnumerable<IToldTasks> told, PersonId person, CancellationToken cancellation) => Told(told, person, null, new HashSet<string>(), cancellation);

    private static async Task<ToldTasks> Told(IEnumerable<IToldTasks> told, PersonId person, Actor? actor, IReadOnlySet<string> sources, CancellationToken cancellation)
    {
        var all = await Task.WhenAll(told.Select(one => one.Of(person, actor, sources, cancellation)));
        return new ToldTasks([.. all.SelectMany(one => one.Words)], all.SelectMany(one => one.Answered).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Of all tasks, by their ids.</summary>
    public static Dictionary<string, Standing> Of(IEnumerable<Planned> tasks, SavedList list, IReadOnlyDictionary<string, Word> words, Texts texts, bool shared = false) =>
        tasks.ToDictionary(task => task.Task.Id, task => Of(task, list, words.GetValueOrDefault(task.Task.Id), texts, shared), StringComparer.Ordinal);

    /// <param name="planned">The task.</param>
    /// <param name="list">On which list.</param>
    /// <param name="word">What the authority says of it.</param>
    /// <param name="texts">In the language of the page.</param>
    /// <param name="shared">Somebody else than the owner reads it: without the notes.</param>
    public static Standing Of(Planned planned, SavedList list, Word? word, Texts texts, bool shared = false)
    {
        var to = shared ? ".shared" : "";
        var (task, progress) = (planned.Task, list.Progress);
        var note = shared ? null : progress.Notes.GetValueOrDefault(task.Id);
        if (word is not null)
        {
            var done = task.CompletedBy!.Told == JourneyFormat.Told.Received ? word.State != ToldState.Rejected : word.State == ToldState.Decided;
            var why = texts.Of($"journeys.told.{Say.Key(word.State)}{(word.State == ToldState.Received ? to : "")}", task.CompletedBy.Authority.Name.In(), BusinessClock.Written(BusinessClock.DateOf(word.At)));
            // The person's own tick stands, unless the authority has sent it back since.
            if (done || !progress.Done.TryGetValue(task.Id, out var ticked) || (word.State == ToldState.Rejected && BusinessClock.DateOf(word.At) > ticked)) return new Standing(done, ByAuthority: done, why, note);
        }
        return progress.Done.TryGetValue(task.Id, out var since) ? new Standing(true, ByAuthority: false, texts.Of("journeys.told.self" + to, BusinessClock.Written(since)), note) : new Standing(false, ByAuthority: false, null, note);
    }

    /// <summary>
    /// By task, the newest word of the authority that may tell of it. What a source said when it was asked is remembered for as long as it is not asked again. Others' do not count, nor does what began before the task could be done: that was
    /// about another move.
    /// </summary>
    public static Dictionary<string, Word> Words(Journey journey, IEnumerable<Planned> tasks, SavedList list, ToldTasks told)
    {
        var words = new Dictionary<string, Word>(StringComparer.Ordinal);
        foreach (var planned in tasks)
        {
            if (planned.Task is not { CompletedBy: { } by, Id: var id }) continue;
            var since = planned.From ?? (planned.Anchor?.Date ?? list.SavedOn).AddDays(-Before);
            var all = told.Words.Where(word => word.Task == $"{journey.Id}/{id}").Select(word => new Word(word.Source, word.State, word.At, word.Began, word.Asked));
            if (list.Progress.Words.TryGetValue(id, out var seen) && seen.Asked && !told.Answered.Contains(seen.Source)) all = all.Append(seen);
            if (all.Where(word => by.Authority.Sources.Contains(word.Source) && BusinessClock.DateOf(word.Began) >= since).MaxBy(word => word.At) is { } newest) words[id] = newest;
        }
        return words;
    }
}
