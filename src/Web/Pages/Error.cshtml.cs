using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace Overblik.Web;

/// <summary>The page for an error; a form that failed ends here too, whatever its token.</summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
[DisableRateLimiting]
internal sealed class ErrorPage : PageModel
{
    public int Status { get; private set; }
    public bool Known => Status is 400 or 403 or 404 or 429 or 503;
    public string Reference => ErrorReference.Of(HttpContext);

    public void OnGet(int status) => Status = Of(status);

    public void OnPost(int status) => Status = Of(status);

    // The path is the same for every exception; what it means has been decided by now.
    private int Of(int status) => HttpContext.Features.Get<IExceptionHandlerFeature>() is null ? status : Response.StatusCode;
}
