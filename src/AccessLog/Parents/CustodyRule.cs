using Overblik.Platform;

namespace Overblik.AccessLog;

/// <summary>Until which age whoever has custody of a child sees who looked at the child's data.</summary>
/// <param name="Age">On that birthday it ends.</param>
/// <param name="Basis">The law: the source of the rule.</param>
/// <param name="From">The first day on which it holds.</param>
/// <param name="To">The last; null while it holds.</param>
internal sealed record CustodyRule(int Age, Text Basis, DateOnly From, DateOnly? To = null);
