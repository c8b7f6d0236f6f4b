using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Overblik.Identity;

/// <summary>Why the sign-in led nowhere, and what to do.</summary>
[AllowAnonymous]
internal sealed class SignInProblemPage : PageModel
{
    [BindProperty(SupportsGet = true, Name = "grund")]
    public string Reason { get; set; } = "fejl";

    public void OnGet() => Response.StatusCode = Reason switch
    {
        "afbrudt" => StatusCodes.Status200OK,
        "fejl" => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status403Forbidden,
    };
}
