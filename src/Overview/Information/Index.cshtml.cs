using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>What is registered about the person: by whom, whom to ask, and where to have it corrected (GDPR art. 15 and 16).</summary>
[Authorize(Access.Citizen)]
internal sealed class InformationPage(Federation federation, ViewLog log) : PageModel
{
    public static readonly IReadOnlyList<ItemKind> Kinds = [ItemKind.Registration];

    public StreamedParts Parts { get; private set; } = null!;

    public void OnGet()
    {
        var actor = Actor.Of(HttpContext);
        var parts = federation.Ask(actor, new ListQuery(null, Kinds, null, ListOrder.Newest));
        Parts = new StreamedParts(parts, log.Overview(actor, parts, HttpContext.RequestAborted));
    }
}
