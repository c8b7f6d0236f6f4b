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

    public Task<DateCheck>? Check(PersonId person, string part, string entry, CancellationToken cancellation) => part == Part ? Check(person, entry) : null;

    private async Task<DateCheck> Check(PersonId person, string entry)
    {
        var answer = await Answer(person);
        return answer.Entries.FirstOrDefault(one => one.Id == entry) is { } found ? found.Over ? new DateCheck(DateState.Gone) : new DateCheck(DateState.ToCome, found) : new DateCheck(answer.Whole ? DateState.Gone : DateState.Unknown);
    }

    private async Task<CalendarAnswer> Answer(PersonId person)
    {
        try
        {
            var keys = await people.KeysOf(person, CancellationToken.None);
            await using var db = await databases.CreateDbContextAsync();
            var rows = await db.Set<SavedJourney>().AsNoTracking().Where(j => keys.Contains(j.Person)).ToListAsync();
            if (rows.Count == 0) return new CalendarAnswer([], Whole: true);
            // What an authority has told by itself; nobody is asked for it here.
            var words = await Standings.Told(told, person, CancellationToken.None);
            var (entries, whole) = (new List<CalendarEntry>(), true);
            foreach (var row in rows)
            {
                if (shelf.Find(row.Journey) is not { } journey) continue;
                if (sealing.Open(row, AnswerJson.Default.Progress) is { } progress) whole &= Add(entries, journey, new SavedList(row, progress), words);
                else whole = false;
            }
            return new CalendarAnswer(entries, whole);
        }
        catch (Exception e)
        {
            // The authorities' dates are shown all the same, and the page says whose are missing.
            LogNotRead(log, e.GetType().Name);
            return new CalendarAnswer([], Whole: false);
        }
    }

    // Not whole where a newer version asks what has not been answered: some dates may be missing.
    private bool Add(List<CalendarEntry> entries, Journey journey, SavedList list, IReadOnlyList<ToldTask> told)
    {
        var way = Course.FollowKept(journey, AnswerCookie.Read(journey, list.Progress.Answers));
        var tasks = Course.Tasks(journey, way.Effective, clock.Today, DayCalendar.Danish);
        var words = Standings.Words(journey, tasks, list, told);
        foreach (var planned in tasks)
        {
            var task = planned.Task;
            if (task.Kind == TaskKind.Automatic || planned.To is not { } to) continue;
            entries.Add(new CalendarEntry($"{journey.Id}-{task.Id}", CalendarKind.Deadline, to.Date, task.Title.In())
            {
                Authority = task.Authority.Name.In(),
                Time = to.At,
                Over = Standings.Of(planned, list, words.GetValueOrDefault(task.Id), texts).IsDone,
                Quiet = journey.Quiet,
                About = journey.Title.In(),
                Todo = task.Text.In(),
                IfLate = task.Late?.In(),
                Computed = Say.CountedFrom(journey, planned, texts),
                LegalBasis = new CalendarLink(task.Source.Title, task.Source.Url),
                Act = new CalendarLink(task.Link.Title.In(), task.Link.Url),
                Page = $"{WalkPage.PathOf(journey)}/gemt",
            });
        }
        return way.Next is null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A person's lists could not be read ({Exception}); their calendar says that dates may be missing")]
    private static partial void LogNotRead(ILogger log, string exception);
}
