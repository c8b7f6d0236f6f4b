using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.Platform;
using Overblik.Platform.Ports;
using Overblik.Platform.Sharing;

namespace Overblik.AccessLog;

/// <summary>Whom a person lets see who looked at their data.</summary>
[Authorize(Access.Citizen)]
internal sealed class ShareLogPage(LogShares shares, ILogSources sources, IAccessLog log, Texts texts) : PageModel
{
    public const string Path = "/hvem-har-set/deling";

    /// <summary>Of which authority; empty: of all.</summary>
    [BindProperty]
    public string? Authority { get; set; }

    public IReadOnlyList<Share> Shared { get; private set; } = [];
    public IReadOnlyList<LookUpSource> Sources => sources.All;

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        var actor = Actor.Of(HttpContext);
        await log.Write(AccessEntry.OfOwn(actor, "access-log.view", []), cancellation);
        Shared = await shares.Of(actor, part: null, cancellation);
    }

    public async Task<IActionResult> OnPostShareAsync(CancellationToken cancellation)
    {
        var part = Authority ?? "";
        if (part.Length == 0 || sources.All.Any(source => source.Id == part)) await shares.Make(Actor.Of(HttpContext), part, cancellation);
        return LocalRedirect(Path);
    }

    public async Task<IActionResult> OnPostEndAsync(Guid share, CancellationToken cancellation)
    {
        await shares.End(Actor.Of(HttpContext), share, cancellation);
        return LocalRedirect(Path);
    }

    /// <summary>What the other sees.</summary>
    public string NameOf(Share share) => share.Part.Length == 0 ? texts["access-log.share.all"] : texts.Of("access-log.share.one", sources.NameOf(share.Part));
}
