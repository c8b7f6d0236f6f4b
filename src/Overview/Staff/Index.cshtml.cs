using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>The sources of the employee's authority, and what can be done with each.</summary>
[Authorize(Access.Staff)]
internal sealed class StaffIndexPage(SourceRegister sources) : PageModel
{
    public StaffMember Staff => StaffMember.Of(HttpContext);
    public IReadOnlyList<Source> Sources { get; private set; } = [];

    public void OnGet() => Sources = [.. StaffPage.Of(sources, Staff)];
}
