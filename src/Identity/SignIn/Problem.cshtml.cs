using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.Platform;

namespace Overblik.Identity;

/// <summary>Why the sign-in led nowhere, and what to do.</summary>
[AllowAnonymous]
internal sealed class SignInProblemPage(IdentityOptions options, Texts texts) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "grund")]
    public string Reason { get; set; } = "fejl";

    public string RequiredLevel => texts[$"identity.level.{options.RequiredLevel.ToString().ToLowerInvariant()}"];

    public void OnGet() => Response.StatusCode = Reason switch
    {
        "afbrudt" => StatusCodes.Status200OK,
        "fejl" => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status403Forbidden,
    };
}
