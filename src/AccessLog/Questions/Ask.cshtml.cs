using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.AccessLog;

/// <summary>A question to an authority about one of its look-ups.</summary>
[Authorize(Access.Citizen)]
internal sealed class AskPage(Questions questions, ILogSources sources, PurposeRegister register, IAccessLog log, Texts texts) : PageModel
{
    [BindProperty]
    public string? Text { get; set; }

    public OpenLine Line { get; private set; } = null!;
    public DateOnly Due => questions.Due();
    public string Authority => sources.NameOf(Line.Body.Authority);
    public string? Purpose => register.Find(Line.Body.Purpose, BusinessClock.DateOf(Line.Body.At))?.Title.ToString();

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var actor = Actor.Of(HttpContext);
        await log.Write(AccessEntry.OfOwn(actor, "access-log.view", []), HttpContext.RequestAborted);
        if (await questions.LookUp(actor.OnBehalfOf, long.Parse((string)RouteData.Values["leaf"]!, System.Globalization.CultureInfo.InvariantCulture), HttpContext.RequestAborted) is not { } line) context.Result = NotFound();
        else
        {
            Line = line;
            await next();
        }
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        var text = Text?.Trim() ?? "";
        if (text.Length == 0) ModelState.AddModelError(nameof(Text), texts["access-log.ask.missing"]);
        else if (text.Length > Questions.Longest) ModelState.AddModelError(nameof(Text), texts.Of("access-log.ask.too-long", Questions.Longest));
        if (!ModelState.IsValid) return Page();
        if ((await questions.Ask(Actor.Of(HttpContext), Line, text, cancellation)).Failed(out var problem, out _))
        {
            ModelState.AddModelError(nameof(Text), texts.Of(problem.Code + ".detail", Questions.MostOpen));
            return Page();
        }
        return LocalRedirect(QuestionsPage.Path);
    }
}
