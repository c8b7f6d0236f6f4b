using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Journeys;

/// <summary>Where a journey begins. Its address may be given to anybody: it holds the journey and its version, and no answer.</summary>
[AllowAnonymous]
internal sealed class StartPage(JourneyShelf shelf, AnswerCookie cookie, SavedJourneys saved, IAccessLog log, Site site, IBusinessClock clock) : WalkPage(shelf, cookie, clock)
{
    /// <summary>The version that a shared link was made for.</summary>
    [BindProperty(SupportsGet = true, Name = "v")]
    public int? Linked { get; set; }

    public bool Saved { get; private set; }

    public string Share => $"{site.Issuer.TrimEnd('/')}{Start}?v={Journey.Version}";

    public async Task OnGetAsync(CancellationToken cancellation) => Saved = await HasKept(saved, log, cancellation);

    public IActionResult OnPostForget()
    {
        Forget();
        return LocalRedirect(Start);
    }
}
