using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Overblik.JourneyFormat;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Journeys;

/// <summary>The answer to an offer of a list. It is kept, so that the offer is not made again.</summary>
[Authorize(Access.Citizen)]
internal sealed class OfferPage(JourneyShelf shelf, AnswerCookie cookie, OfferList offers, IAccessLog log, IBusinessClock clock) : WalkPage(shelf, cookie, clock)
{
    public IActionResult OnGet() => LocalRedirect(Start);

    public async Task<IActionResult> OnPostAsync(string? key, bool take, CancellationToken cancellation)
    {
        var actor = Actor.Of(HttpContext);
        await log.Write(AccessEntry.OfOwn(actor, "journeys.view", []), cancellation);
        if (key is null || await offers.Find(actor, Journey, key, cancellation) is not { } reported) return LocalRedirect(Actor.Start);
        await offers.Answer(actor, key, cancellation);
        if (!take) return LocalRedirect(Actor.Start);
        // What has been reported need not be asked again: the person sees it and can change it. What they have answered themselves stays.
        var (answers, day) = (Answers, IsoDay.Write(reported.Date));
        foreach (var question in Journey.Questions.Where(question => question.EventDate && answers[question.Id] is null && question.Takes(day, Today))) answers = answers.With(question.Id, day);
        if (answers != Answers) Keep(answers);
        return LocalRedirect(Start);
    }
}
