using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Overblik.Platform;

namespace Overblik.Calendar;

/// <summary>A month as a table, with its days as a list below.</summary>
[Authorize(Access.Citizen)]
internal sealed class MonthPage(Dates dates, KeptDates kept, IBusinessClock clock) : CalendarPage(dates, kept, clock)
{
    /// <summary>The first of the month shown.</summary>
    public DateOnly First { get; private set; }

    public DateOnly Last => First.AddMonths(1).AddDays(-1);
    public override string Address => $"/kalender/maaned/{First:yyyy-MM}";

    /// <summary>Whether there is something to turn to: what the calendar knows reaches so far.</summary>
    public bool HasBefore => First > FirstOf(Today.AddMonths(-Agenda.MonthsBack));
    public bool HasAfter => First < FirstOf(Today.AddMonths(Agenda.Months));

    public IActionResult OnGet(string? month)
    {
        First = FirstOf(Today);
        if (month is not null)
        {
            if (!DateOnly.TryParseExact(month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first)) return NotFound();
            First = first;
            if (First < FirstOf(Today.AddMonths(-Agenda.MonthsBack)) || First > FirstOf(Today.AddMonths(Agenda.Months))) return NotFound();
        }
        Ask();
        return Page();
    }

    /// <summary>Monday to Sunday, from the week of the first to the week of the last.</summary>
    public IEnumerable<IReadOnlyList<DateOnly>> Weeks()
    {
        for (var monday = First.AddDays(-(((int)First.DayOfWeek + 6) % 7)); monday <= Last; monday = monday.AddDays(7))
            yield return [.. Enumerable.Range(0, 7).Select(monday.AddDays)];
    }

    private static DateOnly FirstOf(DateOnly date) => new(date.Year, date.Month, 1);
}
