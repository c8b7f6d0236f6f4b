using Microsoft.AspNetCore.Authorization;
using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>What the hub refused of the source, and why.</summary>
[Authorize(Access.Staff)]
internal sealed class RefusedPage(RefusalLog refusals) : StaffPage
{
    public IReadOnlyList<Refusal> Rows { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellation) => Rows = await refusals.Of(Source, cancellation);
}
