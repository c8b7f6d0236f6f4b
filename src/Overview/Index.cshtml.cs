using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Overview;

/// <summary>My overview. The shell is sent at once; each source's part follows when it answers.</summary>
[Authorize(Access.Citizen)]
internal sealed class OverviewPage(Federation federation, SourceRegister register, ViewLog log, ISessions sessions, IEnumerable<IOffers> offers, IBusinessClock clock) : PageModel
{
    /// <summary>So many of each source and kind; the rest stands in the kind's own list.</summary>
    public const int Most = 5;

    public DateOnly Today => clock.Today;
    public bool IsYoung { get; private set; }
    public StreamedParts Parts { get; private set; } = null!;
    public IReadOnlyList<Source> NotCovered { get; } = [.. register.All.Where(s => !s.Covered)];
    public IReadOnlyList<ItemKind> OfferedKinds { get; } = [.. Kinds.InOrder.Where(kind => register.Covered.Any(s => s.Kinds.Contains(kind)))];

    /// <summary>What may be of use just now.</summary>
    public Task<IReadOnlyList<Offer>[]> Offers { get; private set; } = null!;

    public void OnGet()
    {
        var actor = Actor.Of(HttpContext);
        IsYoung = DigitalPostAge.IsBelow(actor.Number.Birth, Today);
        var parts = federation.Ask(actor);
        Parts = new StreamedParts(parts, log.Overview(actor, parts, HttpContext.RequestAborted));
        Offers = Task.WhenAll(offers.Select(one => one.For(actor, HttpContext.RequestAborted)));
    }

    /// <summary>"Hent igen".</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        await sessions.NewDataVersion(Actor.Of(HttpContext), cancellation);
        return LocalRedirect("/overblik");
    }
}

/// <summary>The parts of a page in the order in which they arrive, none of them before the access log has its entry.</summary>
internal sealed class StreamedParts(IReadOnlyList<Part> parts, Task logged)
{
    private readonly List<SourceAnswer> arrived = [];

    public IReadOnlyList<Part> All => parts;

    /// <summary>What has arrived so far; after <see cref="Arriving"/> has ended all of it, in the order of the configuration.</summary>
    public IReadOnlyList<SourceAnswer> Arrived => arrived;

    /// <summary>Those who have answered that they hold nothing, by name; null where it is nobody, or everybody.</summary>
    public string? OthersWithNothing()
    {
        var names = arrived.Where(a => a.Whole && a.Items.Count == 0).Select(a => a.Source.Name).ToList();
        return names.Count == 0 || names.Count == parts.Count ? null : string.Join(", ", names);
    }

    /// <summary>False when the log could not be written: then nothing is shown.</summary>
    public async Task<bool> Logged()
    {
        try
        {
            await logged;
            return true;
        }
        catch (IOException) { return false; }
    }

    /// <summary>The answers as they come, those that are here at the same time together.</summary>
    public async IAsyncEnumerable<IReadOnlyList<SourceAnswer>> Arriving([EnumeratorCancellation] CancellationToken cancellation)
    {
        var waiting = parts.Select(p => p.Answer).ToList();
        while (waiting.Count > 0)
        {
            await Task.WhenAny(waiting).WaitAsync(cancellation);
            // A busy node first finishes reading what has come in the meantime, and then sends it all in one piece.
            await Task.Yield();
            var here = waiting.FindAll(answer => answer.IsCompleted);
            waiting.RemoveAll(here.Contains);
            var answers = await Task.WhenAll(here);
            arrived.AddRange(answers);
            yield return answers;
        }
        arrived.Clear();
        arrived.AddRange(await Task.WhenAll(parts.Select(part => part.Answer)));
    }
}
