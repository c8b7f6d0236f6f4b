using Microsoft.AspNetCore.Authorization;
using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>One benefit: what is granted, what is paid next, what was paid before.</summary>
[Authorize(Access.Citizen)]
internal sealed class BenefitPage() : ItemPage(ItemKind.Benefit);
