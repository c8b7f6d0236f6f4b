using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Overblik.Deadlines;
using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>The reminders of one date: others than those of its kind, or none before a day.</summary>
[Authorize(Access.Citizen)]
internal sealed class EntryPage(Reminders reminders, IDbContextFactory<PlatformDb> databases, Sealing sealing, IAccessLog log, IBusinessClock clock, Texts texts) : PageModel
{
    private static readonly int[] Puts = [1, 3, 7, 14];

    [BindProperty(SupportsGet = true)]
    public string Part { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string Entry { get; set; } = "";

    [BindProperty]
    public int[] Days { get; set; } = [];

    /// <summary>In so many days.</summary>
    [BindProperty]
    public int Snooze { get; set; }

    public ReminderChoice? Choice { get; private set; }
    public ReminderEntry? Own { get; private set; }
    public ToRemind? Date { get; private set; }
    public string Title { get; private set; } = "";

    public string Address => $"/kalender/paamindelser/om/{Part}/{Entry}";

    /// <summary>The days to which it can be put off.</summary>
    public IEnumerable<int> SnoozeDays => Date is null ? [] : Puts.Where(days => IsInTime(clock.Today.AddDays(days)));

    public DateOnly Today => clock.Today;

    // A reminder on that day is not too late.
    private bool IsInTime(DateOnly day) => DanishTime.Instant(day, Choice!.SendAt) < DanishTime.TooLateFrom(Date!.Date, Date.Time);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellation)
    {
        if (!await Load(cancellation)) return NotFound();
        Days = [.. Own?.Days is { } own ? ReminderRules.Days(own) : Date is null || Choice is null ? [] : ReminderRules.Parse(Choice.Rules)[Date.Kind].Days];
        return Page();
    }

    public Task<IActionResult> OnPostDaysAsync(CancellationToken cancellation) =>
        Save(_ => (ReminderRules.Text(Days.Where(ReminderRules.Offered.Contains).Distinct().OrderDescending()), Own?.SnoozedTo), cancellation);

    public Task<IActionResult> OnPostSnoozeAsync(CancellationToken cancellation) =>
        Save(_ => Snooze is > 0 and <= 366 && clock.Today.AddDays(Snooze) is var day && IsInTime(day) ? (Own?.Days, day) : (Own?.Days, Own?.SnoozedTo), cancellation);

    /// <summary>As its kind again.</summary>
    public Task<IActionResult> OnPostResetAsync(CancellationToken cancellation) => Save(_ => (null, null), cancellation);

    private async Task<IActionResult> Save(Func<ToRemind, (string? Days, DateOnly? SnoozedTo)> change, CancellationToken cancellation)
    {
        if (!await Load(cancellation) || Date is null) return NotFound();
        var (days, snoozed) = change(Date);
        await reminders.Choose(Date.Person, Part, Entry, Date.Date, days, snoozed, cancellation);
        return LocalRedirect(Address);
    }

    // False where the person has no such date; without reminders the page only leads to them.
    private async Task<bool> Load(CancellationToken cancellation)
    {
        var actor = Actor.Of(HttpContext);
        if ((Choice = await reminders.Find(actor.OnBehalfOf, cancellation)) is null) return true;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var dates = await ToRemind.All(db, [actor.OnBehalfOf], clock.Today, cancellation);
        Date = dates[actor.OnBehalfOf].FirstOrDefault(date => date.Part == Part && date.Entry == Entry);
        if (Date is null) return false;
        await log.Write(AccessEntry.OfOwn(actor, "calendar.view-reminders", Part == OwnEntries.Part ? [] : [Part]), cancellation);
        Own = await reminders.Find(actor.OnBehalfOf, Part, Entry, cancellation);
        Title = new Due(new Chosen(Choice, ReminderRules.Parse(Choice.Rules), []), Date, 0, clock.Now).Words(sealing, texts).Title ?? texts[$"calendar.kind.{DaysView.Word(Date.Kind)}"];
        return true;
    }
}
