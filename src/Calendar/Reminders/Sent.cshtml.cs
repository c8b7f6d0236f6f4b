using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>What we sent you: the portal's own list of reminders, with when and how each went out.</summary>
[Authorize(Access.Citizen)]
internal sealed class SentPage(Reminders reminders, IAccessLog log, TimeProvider time, IBusinessClock clock, Texts texts) : PageModel
{
    public const string Path = "/kalender/paamindelser/sendt";

    /// <summary>What has not been taken for so long will hardly be any more.</summary>
    private static readonly TimeSpan Hope = TimeSpan.FromDays(1);

    public IReadOnlyList<(Notice Notice, NoticeWords? Words)> Sent { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        var actor = Actor.Of(HttpContext);
        var sent = await reminders.Sent(actor.OnBehalfOf, cancellation);
        await log.Write(AccessEntry.OfOwn(actor, "calendar.view-sent", sent.Select(it => it.Notice.Part).Where(part => part != OwnEntries.Part).Distinct()), cancellation);
        await reminders.Seen(actor.OnBehalfOf, cancellation);
        Sent = sent;
    }

    public string Line(Notice notice, NoticeWords? words) => ReminderWords.Line(notice, words?.Authority, BusinessClock.DateOf(clock.Now - (time.GetUtcNow() - notice.At)), texts);

    /// <summary>Each channel that it was to go by, and what became of it there.</summary>
    public IEnumerable<string> Outcomes(Notice notice)
    {
        foreach (var channel in Enum.GetValues<Channels>().Where(channel => channel != Channels.None && notice.Asked.HasFlag(channel)))
        {
            var outcome = notice.Sent.HasFlag(channel) ? "sent" : notice.Refused.HasFlag(channel) || time.GetUtcNow() - notice.At > Hope ? "failed" : "trying";
            yield return texts.Of($"calendar.sent.{outcome}", texts[$"calendar.channel.{channel.ToString().ToLowerInvariant()}"]);
        }
        if (notice.Asked == Channels.None) yield return texts["calendar.sent.list"];
    }
}
