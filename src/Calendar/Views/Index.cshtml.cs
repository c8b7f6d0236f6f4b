using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Overblik.Platform;

namespace Overblik.Calendar;

/// <summary>The calendar as a list of days.</summary>
[Authorize(Access.Citizen)]
internal sealed class AgendaPage(Dates dates, KeptDates kept, IBusinessClock clock) : CalendarPage(dates, kept, clock)
{
    /// <summary>What is over, instead of what is to come.</summary>
    [BindProperty(SupportsGet = true, Name = "tidligere")]
    public bool Earlier { get; set; }

    public override string Address => "/kalender";

    public void OnGet() => Ask();

    public IReadOnlyList<Day> Days(IReadOnlyList<Dated> dates) => Earlier
        ? [.. Agenda.Days(dates, Today.AddMonths(-Agenda.MonthsBack), Today.AddDays(-1)).Reverse()]
        : Agenda.Days(dates, Today, Today.AddMonths(Agenda.Months));
}
