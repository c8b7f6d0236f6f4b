using Microsoft.EntityFrameworkCore;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.AccessLog;

/// <summary>
/// An authority has told a look-up wrongly (GDPR art. 5(1)(d) and 16): it tells it once more, as it should have been, or withdraws it. What it told before stays, and the person sees both.
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
        foreach (var person in corrections.Select(one => Of(lines[one.Index].Body)).Distinct()) keys[person] = await people.KeysOf(person, cancellation);
        var (chains, places) = (keys.Values.SelectMany(theirs => theirs).Append(chain).ToList(), corrections.Select(one => one.Corrects.Leaf).OfType<long>().ToList());
        var rows = await db.Set<LogLine>().AsNoTracking().Where(line => chains.Contains(line.Person) && places.Contains(line.Index)).ToListAsync(cancellation);
        var there = (await reader.Open(db, rows, cancellation)).Where(line => !line.IsChanged).ToDictionary(line => line.Row.Index, line => line.Body);
        foreach (var (i, corrects) in corrections)
        {
            var old = there.GetValueOrDefault(corrects.Leaf ?? -1) is { IsTold: true } body && body.Authority == lines[i].Body.Authority ? body : null;
            if (old is not null && lines[i].Body.Person != chain.Value && keys[Of(lines[i].Body)].Contains(new PersonId(old.Person)))
            {
                lines[i] = new NewLine(Correct(lines[i].Body, old, corrects), LeafKind.Correction);
                if (corrects.Withdrawn) flags[i] = [];
            }
            else
            {
                flags[i] = [.. flags[i], Flags.OddCorrection];
                lines[i] = new NewLine(Odd(lines[i].Body, old, corrects, chain) with { Flags = string.Join(',', flags[i]) });
            }
        }
    }

    // What parents are not shown of the one, they are not shown of the other.
    private static LineBody Correct(LineBody body, LineBody old, LookUpCorrection corrects) => corrects.Withdrawn
        ? old with { Id = body.Id, Person = body.Person, Act = Withdrawn, Of = corrects.Leaf!.Value, Text = body.Text, Batch = body.Batch, Flags = "", Opened = default, Until = null }
        : body with { Of = corrects.Leaf!.Value, Ground = old.Ground };

    // There is no such look-up in the person's list. Where it is still kept back, what is told of it is, too; and what is withdrawn is no look-up to be shown to anybody.
    private static LineBody Odd(LineBody body, LineBody? old, LookUpCorrection corrects, PersonId chain) => corrects.Withdrawn ? body with { Person = chain.Value, About = Guid.Empty, Until = null }
        : old is { Until: { } until } && old.About == Of(body).Value ? body with { Person = chain.Value, About = old.About, Until = until, Ground = old.Ground }
        : body;

    // Whom it is about, also where it is delayed.
    private static PersonId Of(LineBody body) => new(body.About == Guid.Empty ? body.Person : body.About);
}
