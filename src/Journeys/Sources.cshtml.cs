using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.JourneyFormat;
using Overblik.Platform;

namespace Overblik.Journeys;

/// <summary>Where each rule stands, the oldest source first, and which rules end soon: for anybody who doubts, and for whoever keeps the journeys up to date.</summary>
[AllowAnonymous]
internal sealed class SourcesPage(JourneyShelf shelf, IBusinessClock clock) : PageModel
{
    /// <summary>So near is soon, in days.</summary>
    public const int Soon = 180;

    public IReadOnlyList<Journey> All => shelf.All;

    /// <summary>What ends soon, or has ended.</summary>
    public IReadOnlyList<SourcedFact> Ending { get; } = SourcedFact.Ending(shelf.All, clock.Today.AddDays(Soon));
}
