using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.Platform;

namespace Overblik.Identity;

/// <summary>The person stays signed in (WCAG 2.2.1): by the dialog's button where scripts run, by this page where they do not.</summary>
[Authorize(Access.SignedIn)]
internal sealed class ExtendPage(SessionStore sessions, TimeProvider time, Texts texts) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "retur")]
    public string? Retur { get; set; }

    public string ReturnTo => LocalPath.Or(Retur, SignedIn.StartOf(HttpContext));

    public SessionEnd Ends => SignedIn.Of(HttpContext).Ends;

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        var ends = await sessions.Extend(SignedIn.Of(HttpContext), cancellation);
        return Request.Headers.Accept.ToString().StartsWith("application/json", StringComparison.Ordinal)
            ? new JsonResult(new { seconds = (int)(ends.At - time.GetUtcNow()).TotalSeconds, final = ends.IsFinal, text = ends.Text(texts) })
            : LocalRedirect(ReturnTo);
    }
}
