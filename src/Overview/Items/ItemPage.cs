using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;
using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>One item, fetched from its one source. A source that is down is a state of the page, not "not found".</summary>
internal abstract class ItemPage(ItemKind kind) : PageModel
{
    public Source Source { get; private set; } = null!;
    public Item? Item { get; private set; }
    public DateTimeOffset AsOf { get; private set; }
    public SourceAnswer? Down { get; private set; }
    public DateOnly Today => Of<IBusinessClock>().Today;

    public async Task<IActionResult> OnGetAsync(string source, string id, CancellationToken cancellation)
    {
        if (Of<SourceRegister>().Find(source) is not { } found || !SourceTokens.IsId(id)) return NotFound();
        Source = found;
        var actor = Actor.Of(HttpContext);
        await Of<ViewLog>().Item(actor, found, kind, cancellation);
        var (answer, problem) = await Of<Federation>().Item(actor, found, kind, id, cancellation);
        if (problem is not null) Down = new SourceAnswer(found, SourceState.Failed) { Problem = problem, At = Of<TimeProvider>().GetUtcNow(), DownSince = found.Breaker.DownSince };
        else if (answer is null) return NotFound();
        else (Item, AsOf) = (answer.Item, answer.AsOf);
        return Page();
    }

    private T Of<T>()
        where T : notnull => HttpContext.RequestServices.GetRequiredService<T>();
}
