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

    public string SignInAgain => "/log-ind?retur=" + Uri.EscapeDataString(LocalPath.Or(Retur, "/overblik"));
}
