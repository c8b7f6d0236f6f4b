using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>What authorities have told by themselves and has no date of its own in the calendar: cases, decisions, life events.</summary>
[Authorize(Access.Citizen)]
internal sealed class NewsPage(PushedDates pushed, IAccessLog log) : PageModel
{
    public IReadOnlyList<Pushed> News { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        var actor = Actor.Of(HttpContext);
        var news = await pushed.News(actor.OnBehalfOf, cancellation);
        // Before it is shown.
        await log.Write(AccessEntry.OfOwn(actor, "calendar.news", news.Select(told => told.Row.Source).Distinct()), cancellation);
        News = news;
    }

    public static string What(EventData data, Texts texts) => data switch
    {
        { Decision: not null } => texts["calendar.news.decision"],
        { LifeEvent: { } life } => texts[$"calendar.life.{Camel(life.Event.ToString())}"],
        { Case: { } of } => texts[$"calendar.status.{Camel(of.Status.ToString())}"],
        _ => "",
    };

    private static string Camel(string name) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(name);
}
