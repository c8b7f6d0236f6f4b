using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.AccessLog;

/// <summary>Who has looked at my data: the newest first, as much as one page holds.</summary>
[Authorize(Access.Citizen)]
internal sealed class LogPage(IDbContextFactory<PlatformDb> databases, LogReader reader, IPeople people, IAccessLog log, PurposeRegister register, ILogSources sources, Questions questions, Texts texts) : PageModel
{
    public const string Path = "/hvem-har-set";

    private const int OfAPage = 50;

    /// <summary>Entries before this place of the log.</summary>
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

    public IReadOnlyList<IGrouping<DateOnly, LineGroup>> Days { get; private set; } = [];

    /// <summary>Where the next page begins; null on the last.</summary>
    public long? Next { get; private set; }

    /// <summary>Of the own visits that were passed over.</summary>
    public int Hidden { get; private set; }

    /// <summary>There are more on other pages.</summary>
    public bool IsPart => Before is not null || Next is not null;

    public bool Filtered => Authority is { Length: > 0 } || Purpose is { Length: > 0 } || Category is { Length: > 0 } || Month is { Length: > 0 };
    public IReadOnlyList<LookUpSource> Sources => sources.All;
    public IEnumerable<Purpose> Purposes => register.All.Where(purpose => purpose.Code != AccessEntry.OwnInsight).DistinctBy(purpose => purpose.Title.ToString());
    public IEnumerable<Category> Categories => register.Categories;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellation)
    {
        if (!ModelState.IsValid) return LocalRedirect(Path);
        var actor = Actor.Of(HttpContext);
        // To read the log is itself an entry; where it cannot be written, nothing is shown.
        await log.Write(AccessEntry.OfOwn(actor, "access-log.view", []), cancellation);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var keys = await people.KeysOf(actor.OnBehalfOf, cancellation);
        var shown = new List<OpenLine>();
        // What is unusual is so whether or not the rest was filtered away.
        var around = new List<LookedUp>();
        if (Before is { } place) around.AddRange((await reader.After(db, keys, place, Lines.Around, cancellation)).Select(entry => Lines.LookedUp(entry, register)).OfType<LookedUp>());
        var beyond = 0;
        await foreach (var entry in reader.From(db, keys, Before ?? long.MaxValue, cancellation))
        {
            if (Lines.LookedUp(entry, register) is { } lookedUp) around.Add(lookedUp);
            if (Next is not null)
            {
                if (++beyond == Lines.Around) break;
            }
            else if (!Wanted(entry.Body)) continue;
            else if (!Own && IsOwn(entry.Body)) Hidden++;
            else if (shown.Count == OfAPage) Next = shown[^1].Row.Index;
            else shown.Add(entry);
        }
        // Authorities tell at different times: within a page, the newest look-up first.
        shown.Sort((one, other) => other.Body.At.CompareTo(one.Body.At));
        Days = [.. Lines.Groups(Lines.Of(shown, around, register)).GroupBy(group => BusinessClock.DateOf(group.First.At))];
        return Page();
    }

    /// <summary>Who looked, as people call them.</summary>
    public string Who(Line line) => line.IsOwn || line.Body.Act == Question.Asked ? texts["access-log.who.you"]
        : line.Body is { Authority.Length: 0, Purpose: AccessEntry.SharedByYou } ? texts["access-log.who.helper"]
        : line.Body.Authority.Length == 0 ? texts["access-log.who.hub"]
        : sources.NameOf(line.Body.Authority);

    /// <summary>The part of the authority, and as what somebody looked.</summary>
    public static string? Where(LineBody body) => string.Join(", ", new[] { body.Unit, body.Role, body.System }.Where(part => part.Length > 0)) is { Length: > 0 } where ? where : null;

    public string What(Line line) => Listed(line.Categories.Select(register.NameOf));

    /// <summary>The authority can be asked about it here.</summary>
    public bool CanAsk(Line line) => questions.CanAsk(line.Body);

    /// <summary>From whom the hub read.</summary>
    public static string? From(Line line) => line.Body.Sources.Length == 0 ? null : line.Body.Sources.Replace(",", ", ", StringComparison.Ordinal);

    /// <summary>Of which month it was erased; null: of all until then.</summary>
    public static DateOnly? ErasedOf(Line line) => DateOnly.TryParseExact(line.Body.Reference + "01", "yyyyMMdd", out var month) ? month : null;

    public string Listed(IEnumerable<string> words) => words.ToList() switch
    {
        [] => "",
        [var one] => one,
        [.. var some, var last] => $"{string.Join(", ", some)} {texts["access-log.and"]} {last}",
    };

    /// <summary>This page again, with other filters or from another place.</summary>
    public string Address(long? before, bool own) => Microsoft.AspNetCore.WebUtilities.QueryHelpers.AddQueryString(Path, new Dictionary<string, string?>
    {
        ["myndighed"] = Authority, ["formaal"] = Purpose, ["oplysninger"] = Category, ["maaned"] = Month, ["egne"] = own ? "true" : null, ["foer"] = before?.ToString(System.Globalization.CultureInfo.InvariantCulture),
    }.Where(pair => pair.Value is { Length: > 0 }));

    private static bool IsOwn(LineBody body) => body.Authority.Length == 0 && body.Reader == body.Person;

    private bool Wanted(LineBody body) => (Authority is not { Length: > 0 } || body.Authority == Authority)
        && (Purpose is not { Length: > 0 } || body.Purpose == Purpose || (register.All.FirstOrDefault(purpose => purpose.Code == Purpose)?.Title is { } title && register.All.Any(purpose => purpose.Code == body.Purpose && purpose.Title == title)))
        && (Category is not { Length: > 0 } || body.Categories.Split(',').Contains(Category))
        && (Month is not { Length: > 0 } || BusinessClock.Local(body.At).ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture) == Month);
}
