using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.Platform;

namespace Overblik.Identity;

[AllowAnonymous]
internal sealed class SignedOutPage : PageModel
{
    [BindProperty(SupportsGet = true, Name = "grund")]
    public string? Reason { get; set; }

    [BindProperty(SupportsGet = true, Name = "retur")]
    public string? Retur { get; set; }

    // A tab whose time is over may be wrong: another tab has kept the session. Then the person is not told that they are signed out.
    public IActionResult OnGet() => Reason == "tid" && SignedIn.Find(HttpContext) is not null ? LocalRedirect(LocalPath.Or(Retur, SignedIn.StartOf(HttpContext))) : Page();

    // The broker may still know the one before, and the next at a shared computer may be another: then it must ask.
    public string SignInAgain => $"/log-ind{(Retur?.StartsWith(StaffMember.Start, StringComparison.Ordinal) == true ? "/medarbejder" : "")}?{(Reason == "tid" ? "igen=true&" : "")}retur=" + Uri.EscapeDataString(LocalPath.Or(Retur, Actor.Start));
}
