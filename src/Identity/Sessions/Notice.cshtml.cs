using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.Platform;

namespace Overblik.Identity;

/// <summary>What is processed, shown at the first sign-in and when it changes (GDPR art. 13 and 14); that it was seen is recorded with time and version.</summary>
[Authorize(Access.BeforeNotice)]
internal sealed class NoticePage(SessionStore sessions) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "retur")]
    public string? Retur { get; set; }

    public string ReturnTo => LocalPath.Or(Retur, Actor.Start);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        await sessions.SeeNotice(Actor.Of(HttpContext), cancellation);
        return LocalRedirect(ReturnTo);
    }
}
