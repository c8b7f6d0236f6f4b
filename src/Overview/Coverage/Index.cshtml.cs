using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Overblik.Overview;

/// <summary>Which authorities there are, which areas, and how they answer: for everybody.</summary>
[AllowAnonymous]
internal sealed class CoveragePage(Coverage coverage) : PageModel
{
    public const string Json = "/daekning.json";

    public CoverageReport Report { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellation) => Report = await coverage.Report(cancellation);
}
