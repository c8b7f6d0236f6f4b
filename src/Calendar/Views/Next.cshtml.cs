using Microsoft.AspNetCore.Authorization;
using Overblik.Platform;

namespace Overblik.Calendar;

/// <summary>The next three things to think of, and nothing else.</summary>
[Authorize(Access.Citizen)]
internal sealed class NextPage(Dates dates, KeptDates kept, IBusinessClock clock) : CalendarPage(dates, kept, clock)
{
    public const int Count = 3;

    public override string Address => "/kalender/naeste";

    public void OnGet() => Ask();
}
