using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>No more mails of a kind, for whoever has the mail. A mail program does it with one POST (RFC 8058); a person who follows the link presses a button, so that a program that only looks at links does nothing.</summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
internal sealed class UnsubscribePage(UnsubscribeLinks links, Reminders reminders) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Token { get; set; } = "";

    /// <summary>Null: all.</summary>
    public CalendarKind? Kind { get; private set; }
    public bool Done { get; private set; }

    public IActionResult OnGet() => Read() is null ? NotFound() : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        if (Read() is not { } person) return NotFound();
        await reminders.Unsubscribe(person, Kind is { } kind ? [kind] : Enum.GetValues<CalendarKind>(), cancellation);
        Done = true;
        return Page();
    }

    private PersonId? Read()
    {
        if (links.Read(Token) is not var (person, kind)) return null;
        Kind = kind;
        return person;
    }
}
