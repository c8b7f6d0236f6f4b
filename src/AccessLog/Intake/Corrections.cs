using Microsoft.EntityFrameworkCore;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.AccessLog;

/// <summary>
/// An authority has told a look-up wrongly (GDPR art. 5(1)(d) and 16): it tells it once more, as it should have been, or withdraws it. What it told before stays, and the person sees both. Told once more, it is a look-up like any other, by all that is said of one: nothing is hidden by calling it a correction.
/// </summary>
internal sealed class Corrections(LogReader reader, IPeople people)
{
    public const string Withdrawn = "access-log.withdraw";

    /// <summary>Makes corrections of those of a source's new entries that are to be some.</summary>
    /// <param name="db">Where the log stands.</param>
    /// <param name="told">As they came.</param>
    /// <param name="lines">What is to be written of each.</param>
    /// <param name="flags">What is wrong with each.</param>
    /// <param name="chain">The source's own.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task Apply(PlatformDb db, IReadOnlyList<ToldLookUp> told, List<NewLine> lines, List<IReadOnlyList<string>> flags, PersonId chain, CancellationToken cancellation)
    {
        var corrections = told.Index().Where(one => one.Item.LookUp?.Corrects is not null).Select(one => (one.Index, Corrects: one.Item.LookUp!.Corrects!)).ToList();
        if (corrections.Count == 0) return;
        var keys = new Dictionary<PersonId, IReadOnlyList<PersonId>>();
        foreach (var person in corrections.Select(one => About(lines[one.Index].Body)).Distinct()) keys[person] = await people.KeysOf(person, cancellation);
        var (source, places) = (lines[0].Body.Authority, corrections.Select(one => one.Corrects.Leaf).OfType<long>().ToList());
        var keptBack = (await db.Set<LogDelay>().AsNoTracking().Where(delay => delay.Source == source && places.Contains(delay.Leaf)).ToListAsync(cancellation)).ToLookup(delay => delay.Leaf);
        // What is kept back from an earlier version's time may stand in another chain of the source's.
        var (chains, theirs) = (keptBack.SelectMany(delays => delays).Select(delay => delay.Chain).Append(chain).ToHashSet(), keys.Values.SelectMany(its => its).ToList());
        var rows = await db.Set<LogLine>().AsNoTracking().Where(line => (theirs.Contains(line.Person) || chains.Contains(line.Person)) && places.Contains(line.Index)).ToListAsync(cancellation);
        var there = (await reader.Open(db, rows, cancellation)).Where(line => !line.IsChanged).ToDictionary(line => line.Row.Index);
        var emptied = rows.Where(row => row.Person == chain && row.Sealed.Length == 0).ToDictionary(row => row.Index);
        foreach (var (i, corrects) in corrections)
        {
            var (body, place) = (lines[i].Body, corrects.Leaf ?? -1);
            var (its, old) = (keys[About(body)], there.GetValueOrDefault(place));
            // What was kept back stands in the person's list since it was shown; the authority knows where it stood before.
            if (emptied.TryGetValue(place, out var before)) old = await Shown(db, its, before, cancellation);
            var isTheirs = old is not null && its.Contains(old.Row.Person);
            if (isTheirs && body.Person != chain.Value && Fits(body, old!.Body))
            {
                if (corrects.Withdrawn) flags[i] = [.. flags[i].Where(flag => flag is Flags.Cut or Flags.Masked)];
                lines[i] = new NewLine(Correct(body, old, corrects) with { Flags = string.Join(',', flags[i]) }, LeafKind.Correction);
                continue;
            }
            flags[i] = [.. flags[i], Flags.OddCorrection];
            lines[i] = new NewLine(Odd(body, old?.Body, isTheirs, corrects, chain, keptBack[place].FirstOrDefault()?.Until) with { Flags = string.Join(',', flags[i]) });
        }
    }

    // Of the same authority and month: so whoever reads a month knows what became of each look-up in it. And the person learns why.
    private static bool Fits(LineBody body, LineBody old) => old.IsTold && old.Authority == body.Authority && LineKeys.PeriodOf(old.At) == LineKeys.PeriodOf(body.At) && body.Text.Length > 0;

    // What parents are not shown of the one, they are not shown of its withdrawal; nor of the other for its ground.
    private static LineBody Correct(LineBody body, OpenLine old, LookUpCorrection corrects) => corrects.Withdrawn
        ? new LineBody { Id = body.Id, Person = body.Person, At = body.At, Authority = body.Authority, Batch = body.Batch, Act = Withdrawn, Purpose = old.Body.Purpose, Ground = old.Body.Ground, Of = old.Row.Index, Text = body.Text }
        : body with { Of = old.Row.Index, Ground = GroundOf(body, old.Body) };

    private static LineBody Odd(LineBody body, LineBody? old, bool isTheirs, LookUpCorrection corrects, PersonId chain, DateTimeOffset? listed)
    {
        // What is withdrawn is no look-up that anybody is to be shown.
        var hidden = body with { Person = chain.Value, About = Guid.Empty, Until = null };
        if (corrects.Withdrawn) return hidden;
        if (isTheirs) return body with { Ground = GroundOf(body, old!) };
        // What is told of one that is still kept back, of whomever, is kept back as long; where nobody knows how long, nobody is shown it.
        if (old is null || old.About == Guid.Empty || About(body) == chain) return body;
        return (old.Until ?? listed) is { } until ? hidden with { About = About(body).Value, Until = body.Until > until ? body.Until : until, Ground = GroundOf(body, old) } : hidden;
    }

    private static string GroundOf(LineBody body, LineBody old) => old.Ground.Length > 0 ? old.Ground : body.Ground;

    private async Task<OpenLine?> Shown(PlatformDb db, IReadOnlyList<PersonId> its, LogLine before, CancellationToken cancellation)
    {
        await foreach (var month in reader.Months(db, its, before.Period, cancellation))
        {
            if (month.Period < before.Period) break;
            if (month.Lines.FirstOrDefault(line => !line.IsChanged && line.Body.Of == before.Index && !line.Body.Opened.IsEmpty) is { } shown) return shown;
        }
        return null;
    }

    // Whom it is about, also where it is delayed.
    private static PersonId About(LineBody body) => new(body.About == Guid.Empty ? body.Person : body.About);
}
