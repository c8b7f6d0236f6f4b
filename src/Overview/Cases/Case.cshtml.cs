using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>One case with its timeline, fetched from its one source. A source that is down is a state of the page, not "not found".</summary>
[Authorize(Access.Citizen)]
internal sealed class CasePage(Federation federation, SourceRegister sources, ViewLog log, IBusinessClock clock, TimeProvider time) : PageModel
{
    public Source Source { get; private set; } = null!;
    public Item? Item { get; private set; }
    public DateTimeOffset AsOf { get; private set; }
    public SourceAnswer? Down { get; private set; }
    public DateOnly Today => clock.Today;

    public async Task<IActionResult> OnGetAsync(string source, string id, CancellationToken cancellation)
    {
        if (sources.Find(source) is not { } found || !SourceTokens.IsId(id)) return NotFound();
        Source = found;
        var actor = Actor.Of(HttpContext);
        await log.Case(actor, found, cancellation);
        var (answer, problem) = await federation.Item(actor, found, ItemKind.Case, id, cancellation);
        if (problem is not null) Down = new SourceAnswer(found, SourceState.Failed) { Problem = problem, At = time.GetUtcNow(), DownSince = found.Breaker.DownSince };
        else if (answer is null) return NotFound();
        else (Item, AsOf) = (answer.Item, answer.AsOf);
        return Page();
    }
}
