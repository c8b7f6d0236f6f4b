using Microsoft.EntityFrameworkCore;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.AccessLog;

/// <summary>Who looks at a person's list. To others than the person it shows what authorities have looked up, and of that what they may see.</summary>
internal enum Onlooker
{
    Self,

    /// <summary>With whom the person has shared it.</summary>
    Helper,

    /// <summary>Who has custody of the person.</summary>
    Parent,
}

/// <summary>What is wanted of a list.</summary>
/// <param name="Authority">Of one authority.</param>
/// <param name="Purpose">With one purpose, or another of the same name.</param>
/// <param name="Category">About one category of data.</param>
/// <param name="Period">Of one month: 202611.</param>
/// <param name="Own">The person's own visits, too.</param>
internal sealed record LogChoice(string? Authority = null, string? Purpose = null, string? Category = null, int? Period = null, bool Own = false)
{
    public bool IsSome => Authority is { Length: > 0 } || Purpose is { Length: > 0 } || Category is { Length: > 0 } || Period is not null;
}

/// <summary>A page of a list.</summary>
/// <param name="Onlooker">For whom.</param>
/// <param name="Days">The newest first.</param>
/// <param name="Next">Where the next page begins; null on the last.</param>
/// <param name="IsPart">There are more on other pages.</param>
/// <param name="Hidden">Of the own visits that were passed over.</param>
/// <param name="Corrections">By the places of the look-ups that they correct or withdraw: those of the same months.</param>
internal sealed record LogList(Onlooker Onlooker, IReadOnlyList<IGrouping<DateOnly, LineGroup>> Days, long? Next, bool IsPart, int Hidden, IReadOnlyDictionary<long, OpenLine> Corrections)
{
    /// <summary>What the authority has said of it since; null: nothing.</summary>
    public OpenLine? CorrectionOf(Line line) => Corrections.GetValueOrDefault(line.Entries[0].Row.Index);

    /// <summary>Whether the entry at this place is to be found on this page.</summary>
    public bool Shows(long place) => Days.Any(day => day.Any(group => group.Lines.Any(line => line.Entries[0].Row.Index == place)));
}

/// <summary>Reads a person's list, as much as one page holds.</summary>
internal sealed class LogLists(IDbContextFactory<PlatformDb> databases, LogReader reader, IPeople people, PurposeRegister register)
{
    private const int OfAPage = 50;

    /// <param name="person">Whose.</param>
    /// <param name="onlooker">For whom.</param>
    /// <param name="choice">What of it.</param>
    /// <param name="before">What comes after the entry at this place of the log; null: from the newest on.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<LogList> Read(PersonId person, Onlooker onlooker, LogChoice choice, long? before, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var keys = await people.KeysOf(person, cancellation);
        // A page ends with an entry that it shows: of others, whether they are there is not to be found out.
        var after = before is { } place && await reader.At(db, keys, place, cancellation) is { } last && IsForThem(last) && Wanted(last.Body, choice) ? last : null;
        var (shown, read) = (new List<OpenLine>(), new HashSet<int>());
        // What is unusual is so whether or not the rest was filtered away; but not by what this onlooker is not to know of.
        var (around, corrections) = (new List<LookedUp>(), new Dictionary<long, OpenLine>());
        var (next, hidden) = ((long?)null, 0);
        await foreach (var month in reader.Months(db, keys, Math.Min(after?.Row.Period ?? int.MaxValue, choice.Period ?? int.MaxValue), cancellation))
        {
            if (month.Period < choice.Period) break;
            read.Add(month.Period);
            foreach (var entry in month.Lines)
            {
                if (!IsForThem(entry)) continue;
                Add([entry]);
                if (next is not null || !Wanted(entry.Body, choice) || !Follows(entry, after, month.ByPlace)) continue;
                if (!choice.Own && entry.Body.IsOwn) hidden++;
                else if (shown.Count == OfAPage) next = shown[^1].Row.Index;
                else shown.Add(entry);
            }
            if (next is not null) break;
        }
        Add([.. (await reader.OfMonths(db, keys, [.. Lines.MonthsOf(shown, register).Except(read)], cancellation)).Where(IsForThem)]);
        return new LogList(onlooker, [.. Lines.Groups(Lines.Of(shown, around, corrections.Keys, register), corrections.Keys).GroupBy(group => BusinessClock.DateOf(group.First.At))], next, before is not null || next is not null, hidden, corrections);

        bool IsForThem(OpenLine entry) => IsFor(onlooker, entry.Body);

        void Add(IReadOnlyList<OpenLine> entries)
        {
            around.AddRange(Lines.LookedUp(entries, register));
            // The newest counts.
            foreach (var entry in entries.Where(entry => entry.Body.IsCorrection || entry.Body.Act == Corrections.Withdrawn))
            {
                if (!corrections.TryGetValue(entry.Body.Of, out var other) || other.Row.Index < entry.Row.Index) corrections[entry.Body.Of] = entry;
            }
        }
    }

    // What the person did here, asked or shared is theirs. What a child may have told somebody in confidence, parents do not learn here, nor what was lawfully kept back for a time, nor what nobody has said is for them.
    private bool IsFor(Onlooker onlooker, LineBody body) => onlooker switch
    {
        Onlooker.Self => true,
        Onlooker.Helper => IsAuthoritys(body),
        _ => IsAuthoritys(body) && body.Ground.Length == 0 && register.Find(body.Purpose, BusinessClock.DateOf(body.At)) is { NotForParents: false },
    };

    private static bool IsAuthoritys(LineBody body) => body.IsTold || body.Act == Corrections.Withdrawn;

    private bool Wanted(LineBody body, LogChoice choice) => (choice.Authority is not { Length: > 0 } authority || body.Authority == authority)
        && (choice.Purpose is not { Length: > 0 } purpose || body.Purpose == purpose || (register.All.FirstOrDefault(it => it.Code == purpose)?.Title is { } title && register.All.Any(it => it.Code == body.Purpose && it.Title == title)))
        && (choice.Category is not { Length: > 0 } category || body.Categories.Split(',').Contains(category));

    // In the order of the month. Those of months before come after all of it.
    private static bool Follows(OpenLine entry, OpenLine? other, bool byPlace) => other is null || entry.Row.Period < other.Row.Period
        || (byPlace ? entry.Row.Index < other.Row.Index : (entry.Body.At, entry.Row.Index).CompareTo((other.Body.At, other.Row.Index)) < 0);
}
