using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>Search in all that the authorities send. A POST, so that what a person searches for stands in no address and no log.</summary>
[Authorize(Access.Citizen)]
internal sealed class SearchPage(Federation federation, ViewLog log, IBusinessClock clock, Texts texts) : PageModel
{
    [BindProperty(Name = "q")]
    public string? Words { get; set; }

    public DateOnly Today => clock.Today;

    /// <summary>Null until something is searched for.</summary>
    public Search? Search { get; private set; }
    public StreamedParts Parts { get; private set; } = null!;

    public void OnPost()
    {
        if (string.IsNullOrWhiteSpace(Words)) ModelState.AddModelError("q", texts["overview.search.empty"]);
        else if (Words.Length > Search.Longest) ModelState.AddModelError("q", texts.Of("overview.search.long", Search.Longest));
        if (!ModelState.IsValid) return;
        Search = new Search(Words!);
        var actor = Actor.Of(HttpContext);
        var parts = federation.Ask(actor);
        Parts = new StreamedParts(parts, log.Overview(actor, parts, HttpContext.RequestAborted));
    }
}
