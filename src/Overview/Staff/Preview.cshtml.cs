using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>What a synthetic person sees of the source's test system, by the released rules or by the draft.</summary>
[Authorize(Access.Staff)]
internal sealed class PreviewPage(Preview preview, DisplayDesk desk, DisplayRegister register, IBusinessClock clock) : StaffPage
{
    /// <summary>The person's place in the test system's list: a number would be personal data, even of somebody who does not exist.</summary>
    [BindProperty]
    public int Person { get; set; }

    [BindProperty]
    public string Rules { get; set; } = "draft";

    public TestSystem? System { get; private set; }
    public DisplayVersion? Draft { get; private set; }
    public SourceAnswer? Answer { get; private set; }
    public DateOnly Today => clock.Today;

    public Task OnGetAsync(CancellationToken cancellation) => Load(cancellation);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        await Load(cancellation);
        if (System is null || Person < 0 || Person >= System.People.Count) return Page();
        var display = Rules == "draft" && Draft is not null ? register.Of(Source) with { Rules = new DisplayRules(DisplayJson.Rules(Draft.Rules)) } : register.Of(Source);
        Answer = await preview.See(Source, Staff, System.People[Person], display, cancellation);
        return Page();
    }

    private async Task Load(CancellationToken cancellation)
    {
        System = await preview.SystemOf(Source, cancellation);
        Draft = (await desk.Versions(Source, cancellation)) is [{ ReleasedAt: null } draft, ..] ? draft : null;
    }
}
