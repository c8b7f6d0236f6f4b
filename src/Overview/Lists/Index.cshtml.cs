using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>One list of the overview, streamed like it. A long one is paged where it lies, at its source.</summary>
[Authorize(Access.Citizen)]
internal sealed class ListPage(Federation federation, SourceRegister register, ListPlaces places, ViewLog log, IBusinessClock clock, Texts texts) : PageModel
{
    public const string OpenOnly = "aabne", ClosedOnly = "afsluttede";

    /// <summary>What can be chosen, by the words of the address; a word that is none of these changes nothing.</summary>
    public static readonly IReadOnlyDictionary<string, ListOrder> Orders = new Dictionary<string, ListOrder>
    {
        ["nyeste"] = ListOrder.Newest, ["aeldste"] = ListOrder.Oldest, ["dato"] = ListOrder.Date, ["titel"] = ListOrder.Title,
    };

    [BindProperty(SupportsGet = true, Name = "myndighed")]
    public string? Authority { get; set; }

    [BindProperty(SupportsGet = true, Name = "vis")]
    public string? Kind { get; set; }

    [BindProperty(SupportsGet = true, Name = "status")]
    public string? Status { get; set; }

    [BindProperty(SupportsGet = true, Name = "sorter")]
    public string? Order { get; set; }

    [BindProperty(SupportsGet = true, Name = "fra")]
    public string? From { get; set; }

    public DateOnly Today => clock.Today;
    public Section Section { get; private set; } = null!;
    public ListQuery Query { get; private set; } = null!;
    public ListPlace? Place { get; private set; }
    public StreamedParts Parts { get; private set; } = null!;
    public IReadOnlyList<Source> Offering { get; private set; } = [];

    public bool Filtered => Query.Source is not null || Query.Open is not null || Query.Kinds.Count < Section.Kinds.Count;

    public void OnGet()
    {
        var actor = Actor.Of(HttpContext);
        Section = SectionConstraint.Find(RouteData.Values["section"])!;
        Offering = [.. register.Covered.Where(s => s.Kinds.Overlaps(Section.Kinds))];
        var kinds = Section.Kinds.Where(kind => ItemRow.Camel(kind) == Kind).ToList();
        Query = new ListQuery(
            Offering.FirstOrDefault(s => s.Id == Authority), kinds.Count == 0 ? Section.Kinds : kinds, Status switch { OpenOnly => true, ClosedOnly => false, _ => null },
            Orders.TryGetValue(Order ?? "", out var order) ? order : Section.Order);
        Place = Query.Source is { } source ? places.Open(actor, source, From) : null;
        var parts = Place is null ? federation.Ask(actor, Query) : [federation.Next(actor, Query.Source!, Query, Place)];
        Parts = new StreamedParts(parts, log.Overview(actor, parts, HttpContext.RequestAborted));
    }

    /// <summary>Which items of how many these are; null where they are all.</summary>
    public string? Range(KindCount count, int shown)
    {
        var before = Place?.Before ?? 0;
        if (before == 0 && count.Cursor is null) return null;
        // How many of those that are over lie before these, nobody has counted.
        return Query.Open == false ? texts["overview.list.more"] : texts.Of("overview.list.range", before + 1, before + shown, Query.Open == true ? count.Open : count.Total);
    }

    /// <summary>Where the next items of a source and kind stand; null where these are the last.</summary>
    public string? Next(Source source, KindCount count, int shown) => count.Cursor is null ? null : Section.Path + new QueryBuilder(new Dictionary<string, string?>
    {
        ["myndighed"] = source.Id,
        ["vis"] = ItemRow.Camel(count.Kind),
        ["status"] = Status,
        ["sorter"] = Order,
        ["fra"] = places.Seal(Actor.Of(HttpContext), source, new ListPlace((Place?.Before ?? 0) + shown, count.Cursor)),
    }.Where(pair => pair.Value is not null)!).ToQueryString();
}
