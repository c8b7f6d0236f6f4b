using Microsoft.AspNetCore.Authorization;
using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>One case with its timeline.</summary>
[Authorize(Access.Citizen)]
internal sealed class CasePage() : ItemPage(ItemKind.Case);
