using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Overblik.Web;

[AllowAnonymous]
internal sealed class AccessibilityPage(OperatorOptions who) : PageModel
{
    public OperatorOptions Operator => who;
}
