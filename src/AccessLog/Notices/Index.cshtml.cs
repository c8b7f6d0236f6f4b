using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.AccessLog;

/// <summary>Whether the person is told of unusual look-ups.</summary>
[Authorize(Access.Citizen)]
internal sealed class NoticesPage(IDbContextFactory<PlatformDb> databases, INotices notices) : PageModel
{
    public const string Path = "/hvem-har-set/besked";

    public bool Chosen { get; private set; }

    /// <summary>There is an address to tell them at.</summary>
    public bool Reached { get; private set; }

    private PersonId Person => Actor.Of(HttpContext).OnBehalfOf;

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        Chosen = await db.Set<NoticeChoice>().AnyAsync(c => c.Person == Person, cancellation);
        Reached = await notices.Reaches(Person, cancellation);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        // What has been is on the page: only what comes is told of.
        var seen = await db.Set<LogChain>().Where(c => c.Person == Person).Select(c => c.Count).FirstOrDefaultAsync(cancellation);
        await db.AddMissing([new NoticeChoice { Person = Person, Seen = seen }], cancellation);
        return LocalRedirect(Path);
    }

    public async Task<IActionResult> OnPostStopAsync(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.Set<NoticeChoice>().Where(c => c.Person == Person).ExecuteDeleteAsync(cancellation);
        return LocalRedirect(Path);
    }
}
