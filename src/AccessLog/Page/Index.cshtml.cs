using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.AccessLog;

/// <summary>Who has looked at my data: the newest first, as much as one page holds.</summary>
[Authorize(Access.Citizen)]
internal sealed class LogPage(LogLists lists, LogWords words, Children children, ICasesHeld cases, IAccessLog log, PurposeRegister register, Texts texts) : PageModel
{
    public const string Path = "/hvem-har-set";

    /// <summary>The last entry of the page before, by its place in the log.</summary>
    [BindProperty(SupportsGet = true, Name = "foer")]
    public long? Before { get; set; }

    [BindProperty(SupportsGet = true, Name = "myndighed")]
    public string? Authority { get; set; }

    [BindProperty(SupportsGet = true, Name = "formaal")]
    public string? Purpose { get; set; }

    [BindProperty(SupportsGet = true, Name = "oplysninger")]
    public string? Category { get; set; }

    /// <summary>A month: 2026-11.</summary>
    [BindProperty(SupportsGet = true, Name = "maaned")]
    public string? Month { get; set; }

    /// <summary>The person's own visits, too.</summary>
    [BindProperty(SupportsGet = true, Name = "egne")]
    public bool Own { get; set; }

    public LogList List { get; private set; } = null!;
    public LogWords Words => words;

    /// <summary>It can be known of whom somebody has custody.</summary>
    public bool MayHaveChildren => children.IsKnown;
    public LogChoice Choice => new(Authority, Purpose, Category, Period, Own);

    /// <summary>No month, though something was written there: not every browser has a field for months. Then it chooses nothing.</summary>
    public bool IsMonthWrong => Month is { Length: > 0 } && Period is null;

    /// <summary>Look-ups on this page that the authority should have a case for.</summary>
    public IReadOnlyList<IGrouping<string, Line>> ForCases { get; private set; } = [];

    public IEnumerable<Purpose> Purposes => register.All.Where(purpose => purpose.Code != AccessEntry.OwnInsight).DistinctBy(purpose => purpose.Title.ToString());
    public IEnumerable<Category> Categories => register.Categories;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellation)
    {
        if (!ModelState.IsValid) return LocalRedirect(Path);
        if (IsMonthWrong) ModelState.AddModelError("maaned", texts["access-log.month.wrong"]);
        var actor = Actor.Of(HttpContext);
        // To read the log is itself an entry; where it cannot be written, nothing is shown.
        await log.Write(AccessEntry.OfOwn(actor, "access-log.view", []), cancellation);
        List = await lists.Read(actor.OnBehalfOf, Onlooker.Self, Choice, Before, cancellation);
        ForCases = [.. from day in List.Days from it in day from line in it.Lines where line.NeedsCase group line by line.Body.Authority];
        return Page();
    }

    /// <summary>Of these, those by authorities that show the person no case now: the authorities are asked. Those that do not answer soon are passed over.</summary>
    public async Task<IReadOnlyList<IGrouping<string, Line>>> WithoutCase(CancellationToken cancellation)
    {
        var held = await cases.By(Actor.Of(HttpContext), ForCases.Select(of => of.Key).ToHashSet(StringComparer.Ordinal), cancellation);
        return [.. ForCases.Where(of => held.TryGetValue(of.Key, out var has) && !has)];
    }

    private int? Period => DateOnly.TryParseExact(Month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month) ? (month.Year * 100) + month.Month : null;

    /// <summary>This page again, with other filters or from another place.</summary>
    public string Address(long? before, bool own) => QueryHelpers.AddQueryString(Path, new Dictionary<string, string?>
    {
        ["myndighed"] = Authority, ["formaal"] = Purpose, ["oplysninger"] = Category, ["maaned"] = Month, ["egne"] = own ? "true" : null, ["foer"] = before?.ToString(CultureInfo.InvariantCulture),
    }.Where(pair => pair.Value is { Length: > 0 }));
}
