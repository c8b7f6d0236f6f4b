using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Overblik.Identity;

/// <summary>The notice, to read again at any time.</summary>
[AllowAnonymous]
internal sealed class PrivacyPage : PageModel;
