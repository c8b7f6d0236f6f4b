using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Overblik.Platform;

namespace Overblik.Journeys;

/// <summary>Where a journey begins. Its address may be given to anybody: it holds the journey and its version, and no answer.</summary>
[AllowAnonymous]
internal sealed class StartPage(JourneyShelf shelf, AnswerCookie cookie, SavedJourneys saved, Site site, IBusinessClock clock) : WalkPage(shelf, cookie, clock)
{
    /// <summary>The version that a shared link was made for.</summary>
    [BindProperty(SupportsGet = true, Name = "v")]
    public int? Linked { get; set; }

    public bool Saved { get; private set; }

    public string Share => $"{site.Issuer.TrimEnd('/')}{Start}?v={Journey.Version}";

    public async Task OnGetAsync(CancellationToken cancellation) => Saved = Actor.Find(HttpContext) is { } actor && await saved.Has(actor, Journey, cancellation);

    public IActionResult OnPostForget()
    {
        Forget();
        return LocalRedirect(Start);
    }
}
