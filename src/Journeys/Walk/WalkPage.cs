using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.JourneyFormat;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Journeys;

/// <summary>What the pages of one journey share: which it is, and what has been answered.</summary>
internal abstract class WalkPage(JourneyShelf shelf, AnswerCookie cookie, IBusinessClock clock) : PageModel
{
    public const string Root = "/livssituationer";

    public Journey Journey { get; private set; } = null!;

    /// <summary>All that has been answered, and of it what counts.</summary>
    public Answers Answers { get; private set; } = Answers.Empty;

    /// <summary>What was typed last, where it is no answer.</summary>
    protected Typed? Typed { get; private set; }

    public Way Way => Course.Follow(Journey, Answers);

    public DateOnly Today => clock.Today;

    /// <summary>What a person has kept is theirs also where its rules do not hold any more.</summary>
    protected virtual bool ShowsEnded => false;

    public string Start => PathOf(Journey);

    public static string PathOf(Journey journey) => $"{Root}/{journey.Path}";

    /// <summary>The page of the next question, or of the list.</summary>
    public string Next => Way.Next is { } next ? QuestionAt(next) : Start + "/liste";

    public string QuestionAt(Question question) => $"{Start}/spoerg/{question.Id}";

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        // What is no longer valid is not shown: an old list is worse than none.
        if (shelf.AtPath(RouteData.Values["path"] as string) is { } journey && (ShowsEnded || journey.Valid.Holds(Today)))
        {
            Journey = journey;
            (Answers, Typed) = cookie.Read(HttpContext, journey);
        }
        else context.Result = NotFound();
    }

    /// <summary>Whether the person who is signed in has kept a list of this journey.</summary>
    protected async Task<bool> HasKept(SavedJourneys saved, IAccessLog log, CancellationToken cancellation)
    {
        if (Actor.Find(HttpContext) is not { NoticeSeen: true } actor) return false;
        await log.Write(AccessEntry.OfOwn(actor, "journeys.view", []), cancellation);
        return (await saved.Of(actor.OnBehalfOf, cancellation)).Contains(Journey);
    }

    protected void Keep(Answers answers, Typed? typed = null)
    {
        Answers = answers;
        cookie.Write(HttpContext, Journey, answers, typed);
    }

    protected void Forget()
    {
        Answers = Answers.Empty;
        cookie.Forget(HttpContext, Journey);
    }
}
