using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Identity;

/// <summary>The person's settings: language, where they are signed in, and what is kept about them.</summary>
[Authorize(Access.Citizen)]
internal sealed class SettingsPage(SessionStore sessions, IEnumerable<IKept> keepers, IPeople people, Texts texts) : PageModel
{
    [BindProperty]
    public bool Sure { get; set; }

    /// <summary>The newest first.</summary>
    public IReadOnlyList<DateTimeOffset> SignIns { get; private set; } = [];
    public IReadOnlyList<Kept> Kept { get; private set; } = [];

    public Task OnGetAsync(CancellationToken cancellation) => Load(cancellation);

    public async Task<IActionResult> OnPostOthersAsync(CancellationToken cancellation)
    {
        var actor = Actor.Of(HttpContext);
        await sessions.EndAll([actor.Person], actor.Session, cancellation);
        return LocalRedirect("/indstillinger");
    }

    public async Task<IActionResult> OnPostDeleteAsync(CancellationToken cancellation)
    {
        if (!Sure)
        {
            ModelState.AddModelError(nameof(Sure), texts["identity.settings.sure-wrong"]);
            await Load(cancellation);
            return Page();
        }
        var keys = await people.KeysOf(Actor.Of(HttpContext).Person, cancellation);
        foreach (var keeper in keepers) await keeper.Delete(keys, cancellation);
        // The sign-ins go last: whoever meets a failure half-way is still signed in and can press again.
        await sessions.EndAll(keys, except: null, cancellation);
        await HttpContext.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return LocalRedirect("/logget-ud?grund=slettet");
    }

    private async Task Load(CancellationToken cancellation)
    {
        var person = Actor.Of(HttpContext).Person;
        SignIns = await sessions.Begun(person, cancellation);
        var keys = await people.KeysOf(person, cancellation);
        var kept = new List<Kept> { new(SignIns.Count == 1 ? "identity.kept.sessions.one" : "identity.kept.sessions.many", SignIns.Count, Stays: false) };
        foreach (var keeper in keepers) kept.AddRange(await keeper.Of(keys, cancellation));
        Kept = [.. kept.Where(k => k.Count > 0).OrderBy(k => k.Stays)];
    }
}
