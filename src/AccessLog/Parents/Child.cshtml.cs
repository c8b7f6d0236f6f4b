using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.AccessLog;

/// <summary>Who has looked at a child's data, for whoever has custody of it: what a parent may see.</summary>
[Authorize(Access.Citizen)]
internal sealed class ChildPage(Children children, LogLists lists, LogWords words, IAccessLog log) : PageModel
{
    public const string Root = "/hvem-har-set/barn";

    /// <summary>The last entry of the page before, by its place in the log.</summary>
    [BindProperty(SupportsGet = true, Name = "foer")]
    public long? Before { get; set; }

    /// <summary>Null where the register does not answer.</summary>
    public Child? Child { get; private set; }

    public LogView? View { get; private set; }
    public int Age => children.Rule.Age;

    public async Task<IActionResult> OnGetAsync(string code, CancellationToken cancellation)
    {
        if (!ModelState.IsValid) return LocalRedirect(Request.Path);
        var actor = Actor.Of(HttpContext);
        if (children.Read(code) is not { } person) return NotFound();
        if (await children.Of(actor, cancellation) is not { } all) return Page();
        Child = all.FirstOrDefault(child => child.Person == person);
        if (Child is not { IsGrown: false }) return NotFound();
        // Written before anything is read: the child sees it there.
        await log.Write(new AccessEntry(person, actor.Person, actor.Session, "access-log.child", AccessEntry.Custody, "foraeldreansvarsloven", ""), cancellation);
        View = new LogView(await lists.Read(person, Onlooker.Parent, new LogChoice(), Before, cancellation), words);
        return Page();
    }
}
