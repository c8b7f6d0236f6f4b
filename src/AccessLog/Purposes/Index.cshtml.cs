using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Overblik.AccessLog;

/// <summary>The register of purposes, for everybody.</summary>
[AllowAnonymous]
internal sealed class PurposesPage(PurposeRegister register) : PageModel
{
    public IReadOnlyList<Purpose> Purposes => register.All;
    public IReadOnlyCollection<Category> Categories => register.Categories;
}
