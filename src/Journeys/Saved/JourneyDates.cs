using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Overblik.Deadlines;
using Overblik.JourneyFormat;
using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.Ports;

namespace Overblik.Journeys;

/// <summary>The last days of what is still to be done on the lists that a person has kept, for their calendar and reminders.</summary>
internal sealed partial class JourneyDates(
    IDbContextFactory<PlatformDb> databases, IPeople people, Sealing sealing, JourneyShelf shelf, IEnumerable<IToldTasks> told, IBusinessClock clock, Texts texts, ILogger<JourneyDates> log) : ICalendarFeed
{
    public const string Part = "livssituationer";

    public IReadOnlyList<CalendarPart> Ask(Actor actor) => [PartOf(actor.OnBehalfOf)];

    public CalendarPart PartOf(PersonId person) => new(Part, texts["journeys.title"], Answer(person));

    /// <summary>The same, where a list has just been deleted: its dates are over, whatever is known of the others.</summary>
    public CalendarPart PartWithout(PersonId person, IReadOnlyList<CalendarEntry> deleted) => new(Part, texts["journeys.title"], Without(person, deleted));

    /// <summary>The dates of one list.</summary>
    public async Task<IReadOnlyList<CalendarEntry>> Of(PersonId person, Journey journey) => [.. (await Lists(person)).Where(list => list.Journey == journey.Id).SelectMany(list => list.Entries)];

    public Task<DateCheck>? Check(PersonId person, string part, string entry, CancellationToken cancellation) => part == Part ? Check(person, entry) : null;

    private async Task<DateCheck> Check(PersonId person, string entry)
    {
        try
        {
            // By its own list alone: what is not known of another says nothing of this date.
            var lists = (await Lists(person)).Where(list => entry.StartsWith(list.Journey + "-", StringComparison.Ordinal)).ToList();
            return lists.SelectMany(list => list.Entries).FirstOrDefault(one => one.Id == entry) is { Over: false } found ? new DateCheck(DateState.ToCome, found)
                : new DateCheck(lists.Exists(list => !list.Whole && list.Entries.All(one => one.Id != entry)) ? DateState.Unknown : DateState.Gone);
        }
        catch (Exception e)
        {
            LogNotRead(log, e.GetType().Name);
            return new DateCheck(DateState.Unknown);
        }
    }

    private async Task<CalendarAnswer> Answer(PersonId person)
    {
        try
        {
            var lists = await Lists(person);
            return new CalendarAnswer([.. lists.SelectMany(list => list.Entries)], lists.TrueForAll(list => list.Whole));
        }
        catch (Exception e)
        {
            // The authorities' dates are shown all the same, and the page says whose are missing.
            LogNotRead(log, e.GetType().Name);
            return new CalendarAnswer([], Whole: false);
        }
    }

    private async Task<CalendarAnswer> Without(PersonId person, IReadOnlyList<CalendarEntry> deleted)
    {
        var answer = await Answer(person);
        return answer with { Entries = [.. answer.Entries, .. deleted.Select(entry => entry with { Over = true })] };
    }

    private async Task<List<ListDates>> Lists(PersonId person)
    {
        var keys = await people.KeysOf(person, CancellationToken.None);
        await using var db = await databases.CreateDbContextAsync();
        var rows = await db.Set<SavedJourney>().AsNoTracking().Where(j => keys.Contains(j.Person)).OrderByDescending(j => j.ChangedAt).ToListAsync();
        if (rows.Count == 0) return [];
        // What an authority has told by itself; nobody is asked for it here.
        var words = await Standings.Told(told, person, CancellationToken.None);
        return [.. rows.DistinctBy(row => row.Journey).Select(row => Dates(row, words)).OfType<ListDates>()];
    }

    // Not whole where it cannot be opened, or a newer version asks what has not been answered: some dates may be missing. Of a journey that has ended nothing more comes.
    private ListDates? Dates(SavedJourney row, ToldTasks spoken)
    {
        if (shelf.Find(row.Journey) is not { } journey) return null;
        if (sealing.Open(row, AnswerJson.Default.Progress) is not { } progress) return new ListDates(journey.Id, [], Whole: false);
        var list = new SavedList(row, progress);
        var way = list.Way(journey);
        var tasks = Course.Tasks(journey, way.Effective, clock.Today, DayCalendar.Danish);
        var words = Standings.Words(journey, tasks, list, spoken);
        return new ListDates(journey.Id, [.. tasks.Where(planned => planned.Task.Kind != TaskKind.Automatic && planned.To is not null).Select(planned => Entry(journey, planned, Standings.Of(planned, list, words.GetValueOrDefault(planned.Task.Id), texts).IsDone))],
            way.Next is null || !journey.Valid.Holds(clock.Today));
    }

    private CalendarEntry Entry(Journey journey, Planned planned, bool done) => new($"{journey.Id}-{planned.Task.Id}", CalendarKind.Deadline, planned.To!.Date, planned.Task.Title.In())
    {
        Authority = planned.Task.Authority.Name.In(),
        Time = planned.To.At,
        Over = done,
        Quiet = journey.Quiet,
        About = journey.Title.In(),
        Todo = planned.Task.Text.In(),
        IfLate = planned.Task.Late?.In(),
        Computed = Say.CountedFrom(journey, planned, texts),
        LegalBasis = new CalendarLink(planned.Task.Source.Title, planned.Task.Source.Url),
        Act = new CalendarLink(planned.Task.Link.Title.In(), planned.Task.Link.Url),
        Page = $"{WalkPage.PathOf(journey)}/gemt",
    };

    private sealed record ListDates(string Journey, IReadOnlyList<CalendarEntry> Entries, bool Whole);

    [LoggerMessage(Level = LogLevel.Error, Message = "A person's lists could not be read ({Exception}); their calendar says that dates may be missing")]
    private static partial void LogNotRead(ILogger log, string exception);
}
