using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.JourneyFormat;

namespace Overblik.Journeys;

/// <summary>Where each rule stands, the oldest source first: for anybody who doubts, and for whoever keeps the journeys up to date.</summary>
[AllowAnonymous]
internal sealed class SourcesPage(JourneyShelf shelf) : PageModel
{
    public IReadOnlyList<Journey> All => shelf.All;
}
