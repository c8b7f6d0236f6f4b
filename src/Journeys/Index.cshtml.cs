using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.JourneyFormat;
using Overblik.Platform;

namespace Overblik.Journeys;

/// <summary>The entrance: the life events, and the lists that a signed-in person has kept.</summary>
[AllowAnonymous]
internal sealed class EntrancePage(JourneyShelf shelf, SavedJourneys saved, IBusinessClock clock) : PageModel
{
    public IReadOnlyList<Journey> All { get; } = [.. shelf.All.Where(journey => journey.Valid.Holds(clock.Today))];

    public IReadOnlyList<Journey> Saved { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        if (Actor.Find(HttpContext) is { NoticeSeen: true } actor) Saved = await saved.Of(actor, cancellation);
    }
}
