using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>A row, and what it says.</summary>
internal sealed record Pushed(PushedDate Row, EventData Data)
{
    public bool Is(string subject) => PushedDates.Is(Row, subject);
}

/// <summary>What authorities have told by themselves, for the calendar and for the news.</summary>
internal sealed partial class PushedDates(
    IDbContextFactory<PlatformDb> databases, Sealing sealing, IPeople people, IEventSources sources, IBusinessClock clock, Texts texts, ILogger<PushedDates> log) : ICalendarFeed, IKept, ILifeEvents, IToldTasks
{
    // Asked for with every overview: compiled once.
    private static readonly Func<PlatformDb, PersonId, IAsyncEnumerable<PushedDate>> LifeEvents = EF.CompileAsyncQuery((PlatformDb db, PersonId person) =>
        db.Set<PushedDate>().AsNoTracking().Where(d => d.Person == person && d.Entry.StartsWith(EventRules.LifeEvent + "-") && !d.Gone));

    /// <summary>How long news stand on their page, in days.</summary>
    public const int NewsDays = 90;

    public IReadOnlyList<CalendarPart> Ask(Actor actor)
    {
        if (sources.All.Count == 0) return [];
        // Read once for all of them.
        var told = Told(actor.OnBehalfOf);
        return [.. sources.All.Select(source => new CalendarPart(source.Id, source.Name.ToString(), Of(source.Id)))];

        async Task<CalendarAnswer> Of(string source)
        {
            var (all, whole) = await told;
            return new CalendarAnswer([.. all.Where(pushed => pushed.Row.Source == source).Select(pushed => Entry(pushed, texts)).OfType<CalendarEntry>()], whole);
        }
    }

    public static bool Is(PushedDate row, string subject) => row.Entry.Length > subject.Length && row.Entry[subject.Length] == '-' && row.Entry.StartsWith(subject, StringComparison.Ordinal);

    /// <summary>What its date is in the calendar; null where it has none there.</summary>
    public static CalendarKind? KindOf(PushedDate row) =>
        Is(row, EventRules.Deadline) || Is(row, EventRules.Decision) ? CalendarKind.Deadline : Is(row, EventRules.Appointment) ? CalendarKind.Appointment : Is(row, EventRules.Payment) ? CalendarKind.Payment : null;

    async Task<IReadOnlyList<ReportedEvent>> ILifeEvents.Of(PersonId person, CancellationToken cancellation)
    {
        var reported = new List<ReportedEvent>();
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await foreach (var row in LifeEvents(db, person).WithCancellation(cancellation))
        {
            if (sealing.Open(row, EventJson.Default.EventData)?.LifeEvent is { } life) reported.Add(new ReportedEvent($"{row.Source}/{row.Entry}", Hyphens(life.Event.ToString()), life.Date));
        }
        return reported;
    }

    async Task<ToldTasks> IToldTasks.Of(PersonId person, Actor? actor, IReadOnlySet<string> sources, CancellationToken cancellation)
    {
        var (all, _) = await Read(person, row => row.NamesTask && !row.Gone, cancellation);
        var words = from it in all let state = StateOf(it) where it.Data.Task is not null && state is not null select new ToldTask(it.Data.Task!, it.Row.Source, state.Value, it.Row.ChangedAt, BeganAt(it.Row), Asked: false);
        return new ToldTasks([.. words], new HashSet<string>());
    }

    // What is met was done when it was met, however early its deadline was set.
    private static DateTimeOffset BeganAt(PushedDate row) => row.Over ? row.ChangedAt : row.BeganAt ?? row.ToldAt;

    // That a deadline is set, an appointment booked or a payment due says nothing of what the person has done.
    private static ToldState? StateOf(Pushed pushed) => pushed.Data switch
    {
        { Decision: not null } when pushed.Is(EventRules.Decision) => ToldState.Decided,
        { Case.Status: CaseState.Decided or CaseState.Closed } when pushed.Is(EventRules.Case) => ToldState.Decided,
        { Case.Status: CaseState.Rejected } when pushed.Is(EventRules.Case) => ToldState.Rejected,
        { Case: not null } when pushed.Is(EventRules.Case) => ToldState.Received,
        _ => pushed.Row.Over ? ToldState.Decided : null,
    };

    // newParent, as events write it, is new-parent in a journey.
    private static string Hyphens(string name) => string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "-") + char.ToLowerInvariant(c) : c.ToString()));

    /// <summary>The newest first.</summary>
    public async Task<IReadOnlyList<Pushed>> News(PersonId person, CancellationToken cancellation)
    {
        var since = clock.Now.AddDays(-NewsDays);
        var (all, _) = await Read(person, row => row.ChangedAt >= since, cancellation);
        return [.. all.Where(IsNews).OrderByDescending(pushed => pushed.Row.ChangedAt)];
    }

    /// <summary>All of it, also what is over or gone.</summary>
    public async Task<IReadOnlyList<Pushed>> All(PersonId person, CancellationToken cancellation) => (await Read(person, row => true, cancellation)).All;

    /// <summary>The date of it; null where it has none, or nothing is known but that it is over.</summary>
    public static CalendarEntry? Entry(Pushed pushed, Texts texts)
    {
        var (row, data) = pushed;
        if (row.Gone || row.Date is not { } date || data.Title is null) return null;
        var entry = new CalendarEntry(row.Entry, CalendarKind.Deadline, date, data.Title.ToString())
        {
            Authority = data.Authority?.Name.ToString(),
            Time = row.Time,
            Ends = row.Ends,
            Over = row.Over,
            About = data.Summary?.ToString(),
            Todo = data.Expected?.Text.ToString(),
            LegalBasis = data.LegalBasis is { } law ? new CalendarLink(law.Title.ToString(), law.Url) : null,
            Act = data.Expected?.Link is { } link ? new CalendarLink(data.Link?.Url == link ? data.Link.Title.ToString() : texts["calendar.do"], link) : data.Link is { } into ? new CalendarLink(into.Title.ToString(), into.Url) : null,
            ChangedAt = row.ChangedAt,
        };
        return data switch
        {
            { Deadline: { } deadline } when pushed.Is(EventRules.Deadline) => entry with { IfLate = deadline.Consequence?.ToString(), Computed = deadline.Computed?.ToString(), Replaces = deadline.Replaces },
            { Appointment: { } appointment } when pushed.Is(EventRules.Appointment) => entry with
            {
                Kind = CalendarKind.Appointment,
                Place = appointment.Place,
                Bring = appointment.Bring?.ToString(),
                Change = appointment.Change is { } change ? new CalendarLink(texts["calendar.change"], change) : null,
                Replaces = appointment.Replaces is { } before ? BusinessClock.DateOf(before) : null,
            },
            { Payment: { } payment } when pushed.Is(EventRules.Payment) => entry with { Kind = CalendarKind.Payment, Amount = Spoken.Money(payment.Amount.Value, payment.Amount.Currency) },
            { Decision: not null } when pushed.Is(EventRules.Decision) => entry with { Title = texts.Of("calendar.appeal", entry.Title) },
            _ => null,
        };
    }

    public async Task<IReadOnlyList<Kept>> Of(IReadOnlyList<PersonId> keys, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var count = await db.Set<PushedDate>().CountAsync(d => keys.Contains(d.Person), cancellation);
        return [new Kept(count == 1 ? "calendar.kept.pushed.one" : "calendar.kept.pushed.many", count, Stays: false)];
    }

    public async Task Delete(IReadOnlyList<PersonId> keys, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.Set<PushedDate>().Where(d => keys.Contains(d.Person)).ExecuteDeleteAsync(cancellation);
    }

    private static bool IsNews(Pushed pushed) => pushed.Data.Title is not null && (pushed.Is(EventRules.Case) || pushed.Is(EventRules.Decision) || pushed.Is(EventRules.LifeEvent));

    private async Task<(IReadOnlyList<Pushed> All, bool Whole)> Told(PersonId person)
    {
        try { return await Read(person, row => row.Date != null, CancellationToken.None); }
        catch (Exception e)
        {
            // What the sources answer themselves is shown all the same, and the page says that some may be missing.
            LogNotRead(log, e.GetType().Name);
            return ([], false);
        }
    }

    private async Task<(IReadOnlyList<Pushed> All, bool Whole)> Read(PersonId person, System.Linq.Expressions.Expression<Func<PushedDate, bool>> which, CancellationToken cancellation)
    {
        var keys = await people.KeysOf(person, cancellation);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var rows = await db.Set<PushedDate>().AsNoTracking().Where(d => keys.Contains(d.Person)).Where(which).ToListAsync(cancellation);
        List<Pushed> all = [.. rows.Select(row => sealing.Open(row, EventJson.Default.EventData) is { } data ? new Pushed(row, data) : null).OfType<Pushed>()];
        return (all, all.Count == rows.Count);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What authorities have told a person could not be read ({Exception}); their calendar says that dates may be missing")]
    private static partial void LogNotRead(ILogger log, string exception);
}
