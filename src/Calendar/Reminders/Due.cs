using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>A date that its person is to be reminded of now.</summary>
/// <param name="Chosen">The person's choice.</param>
/// <param name="Date">The date.</param>
/// <param name="Days">The stage: so many days before it.</param>
/// <param name="At">Since when it is in that stage, in real time.</param>
internal sealed record Due(Chosen Chosen, ToRemind Date, int Days, DateTimeOffset At)
{
    /// <summary>Whether it is still so; null where nobody could be asked yet.</summary>
    public DateState? State { get; init; } = DateState.ToCome;

    /// <summary>What the authority has just answered.</summary>
    public CalendarEntry? Fresh { get; init; }

    /// <summary>Null where the date is in no stage, or in one that had its time before the person was to be told.</summary>
    public static Due? Of(Chosen chosen, ToRemind date, IBusinessClock clock) =>
        chosen.TimesOf(date).Stage(clock.Now) is { } stage && clock.Real(stage.At) is var at && at >= chosen.Since(date) ? new Due(chosen, date, stage.Days, at) : null;

    /// <summary>Of the person's own notice.</summary>
    public Guid Key { get; } = Notice.KeyOf(Date.Person, Date.Person, Date.Part, Date.Entry, Date.Date, Days);

    public Guid KeyFor(PersonId person) => person == Date.Person ? Key : Notice.KeyOf(person, Date.Person, Date.Part, Date.Entry, Date.Date, Days);

    /// <summary>What it is, in the present language as far as it is known in it.</summary>
    public NoticeWords Words(Sealing sealing, Texts texts)
    {
        if (Fresh is not null) return new NoticeWords(Fresh.Title, Fresh.Authority);
        switch (Date.Row)
        {
            case PushedDate told when sealing.Open(told, EventJson.Default.EventData) is { } data && PushedDates.Entry(new Pushed(told, data), texts) is { } entry: return new NoticeWords(entry.Title, entry.Authority);
            case KeptDate kept when sealing.Open(kept, CalendarJson.Default.KeptWords) is { } words: return new NoticeWords(words.Title, words.Authority);
            case OwnEntry own when sealing.Open(own, CalendarJson.Default.Words) is { } words: return new NoticeWords(words.Title, null);
            default: return new NoticeWords(null, null);
        }
    }
}

/// <summary>A reminder to one person.</summary>
/// <param name="To">Who gets it: the person, or a helper.</param>
/// <param name="Due">What about.</param>
/// <param name="Notice">Its row.</param>
/// <param name="Words">Of the row.</param>
/// <param name="IsNew">It has no row yet.</param>
internal sealed record Letter(Chosen To, Due Due, Notice Notice, NoticeWords? Words, bool IsNew);
