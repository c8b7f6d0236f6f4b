using Overblik.Platform.Sharing;

namespace Overblik.Journeys;

/// <summary>The lists that people let others see.</summary>
internal sealed class Shares(ShareParts parts) : Shares<SharedList>(parts, "journeys.share", WalkPage.Root + "/delt", KeptTexts, each: true)
{
    private static readonly ShareTexts KeptTexts = new("journeys.kept.shared.one", "journeys.kept.shared.many", "journeys.kept.helps.one", "journeys.kept.helps.many");
}
