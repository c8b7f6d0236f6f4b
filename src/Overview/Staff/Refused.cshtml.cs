using Microsoft.AspNetCore.Authorization;
using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>What the hub refused of the source, and why.</summary>
[Authorize(Access.Staff)]
internal sealed class RefusedPage(RefusalLog refusals) : StaffPage
{
    public IReadOnlyList<Refusal> Rows { get; private set; } = [];

    /// <summary>Of the preview's calls of the test system.</summary>
    public IReadOnlyList<Refusal> TestRows { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        Rows = await refusals.Of(Source.Id, cancellation);
        if (Source.Options.TestUrl is not null) TestRows = await refusals.Of(Source.Options.InTest().Id, cancellation);
    }
}
