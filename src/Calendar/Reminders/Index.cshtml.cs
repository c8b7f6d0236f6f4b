using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>Whether, of what, when and how a person is reminded.</summary>
[Authorize(Access.Citizen)]
internal sealed class ReminderPage(Reminders reminders, Contacts contacts, Dates dates, KeptDates kept, IPeople people, Texts texts) : PageModel
{
    public const string Path = "/kalender/paamindelser";

    /// <summary>The times of day that can be chosen.</summary>
    public static readonly IReadOnlyList<TimeOnly> Hours = [.. Enumerable.Range(0, 24).Select(hour => new TimeOnly(hour, 0))];

    /// <summary>By kind: how many days before.</summary>
    [BindProperty]
    public Dictionary<CalendarKind, int[]> Days { get; set; } = [];

    /// <summary>By kind: by which channels.</summary>
    [BindProperty]
    public Dictionary<CalendarKind, Channels[]> Ways { get; set; } = [];

    [BindProperty]
    public TimeOnly SendAt { get; set; }

    [BindProperty]
    public TimeOnly QuietFrom { get; set; }

    [BindProperty]
    public TimeOnly QuietTo { get; set; }

    [BindProperty]
    public bool Digest { get; set; }

    [BindProperty]
    public bool Escalate { get; set; }

    public ReminderChoice? Choice { get; private set; }
    public IReadOnlyList<ContactInfo> Contacts { get; private set; } = [];

    /// <summary>By which the person can be reached.</summary>
    public Channels Reached { get; private set; }

    /// <summary>The channels that took a trial; null where there was none.</summary>
    public Channels? Tried { get; private set; }

    [TempData]
    public bool Saved { get; set; }

    public static string Value(TimeOnly hour) => hour.ToString("HH:mm", CultureInfo.InvariantCulture);

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        await Load(cancellation);
        if (Choice is not null) Fill(ReminderRules.Parse(Choice.Rules));
    }

    public async Task<IActionResult> OnPostStartAsync(CancellationToken cancellation)
    {
        var actor = Actor.Of(HttpContext);
        var reached = await contacts.Reached(actor.OnBehalfOf, cancellation);
        await reminders.Choose(actor.OnBehalfOf, row => row.Rules = row.Rules.Length > 0 ? row.Rules : ReminderRules.Default(reached).ToString(), cancellation);
        kept.Begin(HttpContext, dates);
        return LocalRedirect(reached == Channels.None ? AddressPage.Path : Path);
    }

    public async Task<IActionResult> OnPostSaveAsync(CancellationToken cancellation)
    {
        if (ReminderTimes.IsQuiet(QuietFrom, QuietTo, SendAt)) ModelState.AddModelError(nameof(SendAt), texts["calendar.remind.at-quiet"]);
        var person = Actor.Of(HttpContext).OnBehalfOf;
        await Load(cancellation);
        if (!ModelState.IsValid || Choice is null) return Page();
        await reminders.Choose(person, row =>
        {
            (row.SendAt, row.QuietFrom, row.QuietTo, row.Digest, row.Escalate) = (SendAt, QuietFrom, QuietTo, Digest, Escalate);
            var rules = ReminderRules.Parse(row.Rules);
            foreach (var kind in Enum.GetValues<CalendarKind>())
            {
                var (before, ways) = (rules[kind], (Ways.GetValueOrDefault(kind) ?? []).Aggregate(Channels.None, (all, one) => all | one) & Reached);
                // What cannot be chosen now stays as it was; who ticks what they once ended in a mail wants it again.
                rules = rules.With(kind, new([.. (Days.GetValueOrDefault(kind) ?? []).Where(ReminderRules.Offered.Contains).Distinct()], ways | (before.Channels & ~Reached), before.Never & ~ways));
            }
            row.Rules = rules.ToString();
        }, cancellation);
        Saved = true;
        return LocalRedirect(Path);
    }

    public async Task<IActionResult> OnPostTryAsync(CancellationToken cancellation)
    {
        // The form of the choices was not sent.
        ModelState.Clear();
        var result = await contacts.Try(Actor.Of(HttpContext).OnBehalfOf, cancellation);
        if (result.Failed(out var problem, out var tried)) ModelState.AddModelError("", texts.Of(problem.Code + ".detail", Overblik.Calendar.Contacts.CodesPerHour));
        else Tried = tried;
        await OnGetAsync(cancellation);
        return Page();
    }

    public async Task<IActionResult> OnPostStopAsync(CancellationToken cancellation)
    {
        await reminders.Delete(await people.KeysOf(Actor.Of(HttpContext).OnBehalfOf, cancellation), cancellation);
        return LocalRedirect(Path);
    }

    private async Task Load(CancellationToken cancellation)
    {
        var person = Actor.Of(HttpContext).OnBehalfOf;
        Choice = await reminders.Find(person, cancellation);
        Contacts = await contacts.Of(person, cancellation);
        Reached = await contacts.Reached(person, cancellation);
    }

    private void Fill(ReminderRules rules)
    {
        (SendAt, QuietFrom, QuietTo, Digest, Escalate) = (Choice!.SendAt, Choice.QuietFrom, Choice.QuietTo, Choice.Digest, Choice.Escalate);
        foreach (var kind in Enum.GetValues<CalendarKind>())
        {
            Days[kind] = [.. rules[kind].Days];
            Ways[kind] = [.. Enum.GetValues<Channels>().Where(channel => channel != Channels.None && rules[kind].Channels.HasFlag(channel))];
        }
    }
}
