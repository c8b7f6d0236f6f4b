using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Overblik.Platform;
using Overblik.Platform.Outbox;

namespace Overblik.Web;

/// <summary>The work that was given up: tried again, or deleted. It holds ids, and nothing of a person.</summary>
[Authorize(Access.Operator)]
internal sealed partial class OperatorPage(IDbContextFactory<PlatformDb> databases, Outbox outbox, ILogger<OperatorPage> log) : PageModel
{
    public const int Most = 100;

    public IReadOnlyList<DeadMessage> Dead { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        Dead = await Outbox.Dead(db, Most, cancellation);
    }

    public async Task<IActionResult> OnPostAgainAsync(Guid id, CancellationToken cancellation)
    {
        var who = StaffMember.Of(HttpContext).Person;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        if (await outbox.Revive(db, id, cancellation)) LogDone(log, "tried again", id, who);
        return LocalRedirect("/drift");
    }

    public async Task<IActionResult> OnPostDropAsync(Guid id, CancellationToken cancellation)
    {
        var who = StaffMember.Of(HttpContext).Person;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        if (await Outbox.Drop(db, id, cancellation)) LogDone(log, "deleted", id, who);
        return LocalRedirect("/drift");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A message that was given up is {What}: {Id}, by {Employee}")]
    private static partial void LogDone(ILogger log, string what, Guid id, PersonId employee);
}
