using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>My cases, by authority, streamed like the overview.</summary>
[Authorize(Access.Citizen)]
internal sealed class CasesPage(Federation federation, ViewLog log, IBusinessClock clock) : PageModel
{
    public static readonly IReadOnlyList<ItemKind> Shown = [ItemKind.Case];

    public DateOnly Today => clock.Today;
    public StreamedParts Parts { get; private set; } = null!;

    public void OnGet()
    {
        var actor = Actor.Of(HttpContext);
        var parts = federation.Ask(actor, ItemKind.Case);
        Parts = new StreamedParts(parts, log.Overview(actor, parts, HttpContext.RequestAborted));
    }
}
