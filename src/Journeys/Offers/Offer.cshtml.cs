using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.JourneyFormat;
using Overblik.Platform;

namespace Overblik.Journeys;

/// <summary>The answer to an offer of a list. It is kept, so that the offer is not made again.</summary>
[Authorize(Access.Citizen)]
internal sealed class OfferPage(OfferList offers, AnswerCookie cookie) : PageModel
{
    public const string Path = WalkPage.Root + "/tilbud";

    public IActionResult OnGet() => LocalRedirect(WalkPage.Root);

    public async Task<IActionResult> OnPostAsync(string? key, bool take, CancellationToken cancellation)
    {
        var actor = Actor.Of(HttpContext);
        if (key is null || await offers.Find(actor, key, cancellation) is not var (journey, reported)) return LocalRedirect(Actor.Start);
        await offers.Answer(actor, key, cancellation);
        if (!take) return LocalRedirect(Actor.Start);
        // What has been reported need not be asked again: the person sees it and can change it.
        if (journey.Questions[0] is { Kind: QuestionKind.Date } first && cookie.Read(HttpContext, journey).Answers.Values.Count == 0)
            cookie.Write(HttpContext, journey, Answers.Empty.With(first.Id, reported.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
        return LocalRedirect(WalkPage.PathOf(journey));
    }
}
