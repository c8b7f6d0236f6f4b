using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.Platform;

namespace Overblik.Calendar;

/// <summary>What the three views share: everybody is asked, the shell is sent, the dates follow when all have answered.</summary>
internal abstract class CalendarPage(Dates dates, KeptDates kept, IBusinessClock clock) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "myndighed")]
    public string? Part { get; set; }

    [BindProperty(SupportsGet = true, Name = "slags")]
    public string? Kind { get; set; }

    public DateOnly Today => clock.Today;
    public DateTimeOffset Now => clock.Now;
    public Asked Asked { get; private set; } = null!;
    public Choice Choice { get; private set; } = new(null, null);

    /// <summary>The view's own address.</summary>
    public abstract string Address { get; }

    protected void Ask()
    {
        var actor = Actor.Of(HttpContext);
        Asked = dates.Ask(actor, "calendar.view", HttpContext.RequestAborted);
        // Nobody waits for it.
        HttpContext.Response.OnCompleted(() => Asked.Gathered is { } gathered ? kept.Follow(actor.OnBehalfOf, gathered, seen: true) : Task.CompletedTask);
        Choice = Choice.Of(Part, Kind, Asked.Parts);
    }
}
