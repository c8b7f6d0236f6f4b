using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Overblik.Platform;

namespace Overblik.Calendar;

/// <summary>An own entry, to change or to delete.</summary>
[Authorize(Access.Citizen)]
internal sealed class EditPage(OwnEntries entries, Texts texts) : OwnPage(texts)
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public string Address => $"/kalender/egne/{Id:N}";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellation)
    {
        if (await entries.Find(Actor.Of(HttpContext), Id, cancellation) is not var (own, version)) return NotFound();
        Fill(own);
        Form.Version = version;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        if (Read() is not { } own) return Page();
        if (await entries.Change(Actor.Of(HttpContext), Id, Form.Version, own, cancellation) is not { } result) return NotFound();
        if (!result.Failed(out var problem, out _)) return LocalRedirect("/kalender");
        ModelState.AddModelError("", Texts[problem.Code + ".detail"]);
        return Page();
    }

    public async Task<IActionResult> OnPostDeleteAsync(CancellationToken cancellation)
    {
        await entries.Delete(Actor.Of(HttpContext), Id, cancellation);
        return LocalRedirect("/kalender");
    }
}
