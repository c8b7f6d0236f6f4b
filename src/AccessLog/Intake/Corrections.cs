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
        var (chains, places) = (keys.Values.SelectMany(theirs => theirs).Append(chain).ToList(), corrections.Select(one => one.Corrects.Leaf).OfType<long>().ToList());
        var rows = await db.Set<LogLine>().AsNoTracking().Where(line => chains.Contains(line.Person) && places.Contains(line.Index)).ToListAsync(cancellation);
        var there = (await reader.Open(db, rows, cancellation)).Where(line => !line.IsChanged).ToDictionary(line => line.Row.Index);
        var keptBack = (await db.Set<LogDelay>().AsNoTracking().Where(delay => places.Contains(delay.Leaf)).ToListAsync(cancellation)).ToLookup(delay => delay.Leaf);
        foreach (var (i, corrects) in corrections)
        {
            var (body, old) = (lines[i].Body, there.GetValueOrDefault(corrects.Leaf ?? -1));
            var isPersons = body.Person != chain.Value;
            if (old is null && isPersons) old = await Shown(db, keys[About(body)], body, corrects, cancellation);
            if (isPersons && old is not null && keys[About(body)].Contains(old.Row.Person) && Fits(body, old.Body, corrects))
            {
                if (corrects.Withdrawn) flags[i] = [.. flags[i].Where(flag => flag is Flags.Cut or Flags.Masked)];
                lines[i] = new NewLine(Correct(body, old, corrects) with { Flags = string.Join(',', flags[i]) }, LeafKind.Correction);
                continue;
            }
            flags[i] = [.. flags[i], Flags.OddCorrection];
            lines[i] = new NewLine(Odd(body, old?.Body, corrects, chain, keptBack[corrects.Leaf ?? -1].FirstOrDefault()?.Until) with { Flags = string.Join(',', flags[i]) });
        }
    }

    // Of the same authority and month: so whoever reads a month knows what became of each look-up in it. And the person learns why.
    private static bool Fits(LineBody body, LineBody old, LookUpCorrection corrects) =>
        old.IsTold && old.Authority == body.Authority && body.Text.Length > 0 && (corrects.Withdrawn || LineKeys.PeriodOf(old.At) == LineKeys.PeriodOf(body.At));

    // What parents are not shown of the one for its ground, they are not shown of the other.
    private static LineBody Correct(LineBody body, OpenLine old, LookUpCorrection corrects) => corrects.Withdrawn
        ? old.Body with { Id = body.Id, Person = body.Person, Act = Withdrawn, Of = old.Row.Index, Text = body.Text, Batch = body.Batch, Opened = default, Until = null }
        : body with { Of = old.Row.Index, Ground = old.Body.Ground };

    private static LineBody Odd(LineBody body, LineBody? old, LookUpCorrection corrects, PersonId chain, DateTimeOffset? listed)
    {
        // What is withdrawn is no look-up that anybody is to be shown.
        var hidden = body with { Person = chain.Value, About = Guid.Empty, Until = null };
        if (corrects.Withdrawn) return hidden;
        // What is told of one that is still kept back, of whomever, is kept back as long; where nobody knows how long, nobody is shown it.
        if (old is null || old.About == Guid.Empty || About(body) == chain) return body;
        return (old.Until ?? listed) is { } until ? hidden with { About = About(body).Value, Until = body.Until > until ? body.Until : until, Ground = old.Ground } : hidden;
    }

    // What was kept back stands in the person's list since it was shown, of the month in which it happened; the authority knows where it stood before.
    private async Task<OpenLine?> Shown(PlatformDb db, IReadOnlyList<PersonId> theirs, LineBody body, LookUpCorrection corrects, CancellationToken cancellation) =>
        (await reader.OfMonths(db, theirs, [LineKeys.PeriodOf(body.At)], cancellation)).FirstOrDefault(line => !line.IsChanged && line.Body.Of == corrects.Leaf && !line.Body.Opened.IsEmpty);

    // Whom it is about, also where it is delayed.
    private static PersonId About(LineBody body) => new(body.About == Guid.Empty ? body.Person : body.About);
}
