using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.Platform;
using Overblik.Platform.Ports;
using Overblik.Platform.Sharing;

namespace Overblik.AccessLog;

/// <summary>What authorities have looked up about somebody who has shared it with whoever is signed in.</summary>
[Authorize(Access.Citizen)]
internal sealed class SharedLogPage(LogShares shares, LogLists lists, LogWords words, IAccessLog log) : PageModel
{
    public const string Root = "/hvem-har-set/delt";

    /// <summary>The last entry of the page before, by its place in the log.</summary>
    [BindProperty(SupportsGet = true, Name = "foer")]
    public long? Before { get; set; }

    /// <summary>Null where the link does not hold, or nobody has taken it yet.</summary>
    public LogView? View { get; private set; }

    public NotShown NotShown { get; private set; }

    /// <summary>Whose it is; told once it has been taken.</summary>
    public string Owner { get; private set; } = "";

    public DateOnly Until { get; private set; }

    /// <summary>The one authority whose look-ups are shared; null: all.</summary>
    public string? Authority { get; private set; }

    public async Task<IActionResult> OnGetAsync(string code, CancellationToken cancellation)
    {
        if (!ModelState.IsValid) return LocalRedirect(Request.Path);
        var actor = Actor.Of(HttpContext);
        if (await shares.Find(actor, code, cancellation) is var (share, own))
        {
            NotShown = own ? NotShown.Own : NotShown.Open;
            if (own || share.Helper is null) return Page();
            (Owner, Until, Authority) = (shares.With(share).Owner, share.Until, share.Part.Length == 0 ? null : words.NameOf(share.Part));
            // Written before anything is read: whose list it is sees it there.
            await log.Write(new AccessEntry(share.Person, actor.Person, actor.Session, "access-log.shared", AccessEntry.SharedByYou, "gdpr-6-1-a", ""), cancellation);
            View = new LogView(await lists.Read(share.Person, Onlooker.Helper, new LogChoice(share.Part), Before, cancellation), words);
        }
        else Response.StatusCode = StatusCodes.Status404NotFound;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string code, CancellationToken cancellation)
    {
        await shares.Take(Actor.Of(HttpContext), code, cancellation);
        return LocalRedirect(Request.Path);
    }
}
