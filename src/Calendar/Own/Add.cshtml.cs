using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Overblik.Platform;

namespace Overblik.Calendar;

/// <summary>A new own entry.</summary>
[Authorize(Access.Citizen)]
internal sealed class AddPage(OwnEntries entries, Texts texts) : OwnPage(texts)
{
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        if (Read() is not { } own) return Page();
        if ((await entries.Add(Actor.Of(HttpContext), own, cancellation)).Failed(out var problem, out _))
        {
            ModelState.AddModelError("", Texts.Of(problem.Code + ".detail", OwnEntries.Most));
            return Page();
        }
        return LocalRedirect("/kalender");
    }
}
