using System.Globalization;
using System.Net.Mime;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>All of the overview as a file, or as a page to print. Protected fields only for whoever asks for them.</summary>
[Authorize(Access.Citizen)]
internal sealed class ExportPage(Federation federation, SourceRegister register, ViewLog log, Site site, IBusinessClock clock, TimeProvider time, Texts texts) : PageModel
{
    public const string AsFile = "fil", AsPage = "side";

    [BindProperty(Name = "som")]
    public string? Form { get; set; }

    [BindProperty(Name = "beskyttede")]
    public bool WithProtected { get; set; }

    public DateOnly Today => clock.Today;

    /// <summary>Null until a page to print is asked for.</summary>
    public IAsyncEnumerable<SourceAnswer>? Pages { get; private set; }
    public bool NotLogged { get; private set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        if (Form is not (AsFile or AsPage)) ModelState.AddModelError("som", texts["overview.export.choose"]);
        if (!ModelState.IsValid) return Page();
        var actor = Actor.Of(HttpContext);
        try { await log.Export(actor, register.Covered, cancellation); }
        catch (IOException)
        {
            NotLogged = true;
            return Page();
        }
        var pages = federation.Everything(actor, cancellation);
        if (Form == AsPage)
        {
            Pages = pages;
            return Page();
        }
        Response.ContentType = ExportFile.MediaType;
        Response.Headers.ContentDisposition = new ContentDisposition { FileName = string.Create(CultureInfo.InvariantCulture, $"overblik-{Today:yyyy-MM-dd}.json") }.ToString();
        await ExportFile.Write(Response.BodyWriter, site, time.GetUtcNow(), WithProtected, pages, register.All.Where(s => !s.Covered), cancellation);
        return new EmptyResult();
    }
}
