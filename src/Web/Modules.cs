using Overblik.AccessLog;
using Overblik.Calendar;
using Overblik.Identity;
using Overblik.Journeys;
using Overblik.Overview;
using Overblik.Platform;

namespace Overblik.Web;

/// <summary>The whole system in one glance. An adopter who does not want a capability deletes its line.</summary>
internal static class Modules
{
    public static readonly IReadOnlyList<IModule> All =
    [
        new PlatformModule(),
        new WebModule(),
        new IdentityModule(),
        new OverviewModule(),
        new CalendarModule(),
        new AccessLogModule(),
        new JourneysModule(),
    ];
}
