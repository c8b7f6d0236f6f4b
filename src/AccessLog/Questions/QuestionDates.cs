using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.AccessLog;

/// <summary>When a person is to have their answers, in their calendar.</summary>
internal sealed class QuestionDates(Questions questions, ILogSources sources, Texts texts) : ICalendarFeed
{
    public const string Part = "hvem-har-set";

    public IReadOnlyList<CalendarPart> Ask(Actor actor) => [new CalendarPart(Part, texts["access-log.questions.title"], Answer(actor.OnBehalfOf))];

    public Task<DateCheck>? Check(PersonId person, string part, string entry, CancellationToken cancellation) => part == Part ? State(person, entry) : null;

    private async Task<CalendarAnswer> Answer(PersonId person)
    {
        try { return new CalendarAnswer([.. (await questions.RowsOf(person, CancellationToken.None)).Where(row => row.Answer is null).Select(Entry)], Whole: true); }
        catch (Exception e) when (e is System.Data.Common.DbException or InvalidOperationException or TimeoutException) { return new CalendarAnswer([], Whole: false); }
    }

    private async Task<DateCheck> State(PersonId person, string entry)
    {
        try
        {
            var row = (await questions.RowsOf(person, CancellationToken.None)).FirstOrDefault(row => IdOf(row) == entry);
            return row is null or { Answer: not null } ? new DateCheck(DateState.Gone) : new DateCheck(DateState.ToCome, Entry(row));
        }
        catch (Exception e) when (e is System.Data.Common.DbException or InvalidOperationException or TimeoutException) { return new DateCheck(DateState.Unknown); }
    }

    private CalendarEntry Entry(Question row) => new(IdOf(row), CalendarKind.Answer, row.Due, texts["access-log.ask.calendar"])
    {
        Authority = sources.NameOf(row.Source),
        Computed = texts.Of(row.Extension is null ? "access-log.ask.computed" : "access-log.ask.computed.postponed", BusinessClock.Written(BusinessClock.DateOf(row.At))),
        LegalBasis = new CalendarLink(texts["access-log.ask.law"], null),
        Page = QuestionsPage.Path,
        ChangedAt = row.Extension is null ? row.At : null,
    };

    private static string IdOf(Question row) => row.Leaf.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
