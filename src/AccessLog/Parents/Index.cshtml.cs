using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.Platform;

namespace Overblik.AccessLog;

/// <summary>The children whose lists whoever is signed in may see.</summary>
[Authorize(Access.Citizen)]
internal sealed class ChildrenPage(Children children) : PageModel
{
    public const string Path = "/hvem-har-set/boern";

    public CustodyRule Rule => children.Rule;

    /// <summary>Null where the register does not answer.</summary>
    public IReadOnlyList<Child>? Children { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellation) => Children = await children.Of(Actor.Of(HttpContext), cancellation);
}
