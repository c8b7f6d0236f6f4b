using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>The person's choice to have the calendar in another one, such as the phone's.</summary>
[Authorize(Access.Citizen)]
internal sealed class FeedPage(Subscriptions subscriptions, Dates dates, KeptDates kept, IPeople people, Site site) : PageModel
{
    /// <summary>Authority and link as well, and all of the person's own.</summary>
    [BindProperty]
    public bool Full { get; set; }

    public Subscription? Subscription { get; private set; }

    /// <summary>Only in the answer to the request that made it.</summary>
    public string? Address { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        Subscription = await subscriptions.Find(Actor.Of(HttpContext).OnBehalfOf, cancellation);
        Full = Subscription?.Full ?? false;
    }

    public async Task OnPostAsync(CancellationToken cancellation)
    {
        var actor = Actor.Of(HttpContext);
        Address = Feed.Address(site, await subscriptions.Start(actor.OnBehalfOf, Full, cancellation));
        Subscription = await subscriptions.Find(actor.OnBehalfOf, cancellation);
        kept.Begin(HttpContext, dates);
    }

    public async Task<IActionResult> OnPostStopAsync(CancellationToken cancellation)
    {
        await subscriptions.Delete(await people.KeysOf(Actor.Of(HttpContext).OnBehalfOf, cancellation), cancellation);
        return LocalRedirect("/kalender/abonnement");
    }
}
