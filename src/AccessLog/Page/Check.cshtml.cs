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

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        if (await Proof(cancellation) is not { } proof) return;
        var check = new LogProofCheck(proof);
        foreach (var chain in proof.Chains)
        {
            var its = check.Begin(chain);
            await foreach (var entry in builder.Entries(proof, chain, cancellation)) its.Add(entry);
            its.End();
        }
        Findings = check.Findings();
    }

    /// <summary>The proof as a file, sent while it is made.</summary>
    public async Task<IActionResult> OnGetProofAsync(CancellationToken cancellation)
    {
        if (await Proof(cancellation) is not { } proof) return StatusCode(StatusCodes.Status503ServiceUnavailable);
        Response.ContentType = "application/json";
        Response.Headers.ContentDisposition = $"attachment; filename={FileName}";
        try { await LogProof.Write(Response.BodyWriter, proof, chain => builder.Entries(proof, chain, cancellation), cancellation); }
        catch
        {
            // What ends half way must not look like a whole file.
            HttpContext.Abort();
            throw;
        }
        return new EmptyResult();
    }

    // All but the entries.
    private async Task<LogProof?> Proof(CancellationToken cancellation)
    {
        var actor = Actor.Of(HttpContext);
        // It holds all that the list says.
        await log.Write(AccessEntry.OfOwn(actor, "access-log.prove", []), cancellation);
        Response.Headers.CacheControl = "no-store";
        return await builder.Of(await people.KeysOf(actor.OnBehalfOf, cancellation), cancellation);
    }
}
