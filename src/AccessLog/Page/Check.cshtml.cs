using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.AccessLog;

/// <summary>Whether the list is whole and unchanged: as the browser finds by itself, and as the server says.</summary>
[Authorize(Access.Citizen)]
internal sealed class CheckPage(LogProofBuilder builder, IPeople people, IAccessLog log) : PageModel
{
    public const string FileName = "overblik-bevis.json";

    /// <summary>The server's own word; null before the first checkpoint.</summary>
    public IReadOnlyList<Finding>? Findings { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellation) => Findings = await Proof(cancellation) is { } proof ? LogProofCheck.Check(proof) : null;

    /// <summary>The proof as a file.</summary>
    public async Task<IActionResult> OnGetProofAsync(CancellationToken cancellation) =>
        await Proof(cancellation) is { } proof ? File(proof.ToBytes(), "application/json", FileName) : StatusCode(StatusCodes.Status503ServiceUnavailable);

    private async Task<LogProof?> Proof(CancellationToken cancellation)
    {
        var actor = Actor.Of(HttpContext);
        // It holds all that the list says.
        await log.Write(AccessEntry.OfOwn(actor, "access-log.prove", []), cancellation);
        Response.Headers.CacheControl = "no-store";
        return await builder.Of(await people.KeysOf(actor.OnBehalfOf, cancellation), cancellation);
    }
}
