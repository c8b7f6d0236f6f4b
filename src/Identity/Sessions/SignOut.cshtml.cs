using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.Platform;

namespace Overblik.Identity;

/// <summary>Signs out here, on every node, and at the broker.</summary>
[Authorize(Access.SignedIn)]
internal sealed class SignOutPage(SessionStore sessions) : PageModel
{
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        var who = SignedIn.Of(HttpContext);
        await sessions.End(who, cancellation);
        await HttpContext.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        try
        {
            await HttpContext.SignOutAsync(Broker.Scheme, new AuthenticationProperties { RedirectUri = "/logget-ud" + (who is StaffMember ? "?retur=" + StaffMember.Start : "") });
            return new EmptyResult();
        }
        catch (Exception e) when (e is InvalidOperationException or HttpRequestException or IOException)
        {
            // Signed out here in any case; the page says that the broker could not be reached.
            return LocalRedirect("/logget-ud?grund=broker" + (who is StaffMember ? "&retur=" + StaffMember.Start : ""));
        }
    }
}
