using Microsoft.EntityFrameworkCore;
using Overblik.Platform;
using Overblik.Platform.Outbox;

namespace Overblik.Calendar;

/// <summary>A choice, as it is applied.</summary>
internal sealed class Chosen(ReminderChoice row, ReminderRules rules, IEnumerable<ReminderEntry> entries)
{
    private readonly Dictionary<(string Part, string Entry), ReminderEntry> entries = entries.ToDictionary(entry => (entry.Part, entry.Entry));

    public ReminderChoice Row => row;

    public ReminderRules Rules => rules;

    /// <summary>The end of the quiet hours, where it is quiet now.</summary>
    public DateTimeOffset? QuietUntil(DateTimeOffset now) => ReminderTimes.QuietUntil(row.QuietFrom, row.QuietTo, now);

    public ReminderTimes TimesOf(ToRemind date)
    {
        var own = entries.Count == 0 ? null : entries.GetValueOrDefault((date.Part, date.Entry));
        return new ReminderTimes(date.Date, date.Time, own?.Days is { } days ? ReminderRules.Days(days) : Rules[date.Kind].Days, own?.Date == date.Date ? own.SnoozedTo : null, row.SendAt);
    }

    /// <summary>
    /// What had its moment before this is not sent any more: the person has seen it, or had not chosen to be reminded. Of what an authority has told since then everything is: nobody has seen it.
    /// </summary>
    public DateTimeOffset Since(ToRemind date) => !date.Told ? date.Known > row.StartedAt ? date.Known : row.StartedAt : date.Known > row.StartedAt ? DateTimeOffset.MinValue : row.StartedAt;

    public static async Task<Dictionary<PersonId, Chosen>> Of(PlatformDb db, IReadOnlyCollection<PersonId> people, CancellationToken cancellation)
    {
        var rows = await db.Set<ReminderChoice>().AsNoTracking().Where(c => people.Contains(c.Person)).ToListAsync(cancellation);
        if (rows.Count == 0) return [];
        var entries = (await db.Set<ReminderEntry>().AsNoTracking().Where(e => people.Contains(e.Person)).ToListAsync(cancellation)).ToLookup(entry => entry.Person);
        // Most people have the same.
        var rules = rows.Select(row => row.Rules).Distinct().ToDictionary(text => text, ReminderRules.Parse);
        return rows.ToDictionary(row => row.Person, row => new Chosen(row, rules[row.Rules], entries[row.Person]));
    }
}

/// <summary>
/// Plans when somebody must look whether a person is to be reminded: a row of the outbox for each moment, once for each person and time. What is then sent is decided then, by what is then true; so a plan is never
/// taken back, and one too many does no harm.
/// </summary>
internal sealed class Planning(IBusinessClock clock)
{
    public const string Type = "calendar.remind";

    /// <summary>Dates that an authority has told.</summary>
    public async Task Told(PlatformDb db, IReadOnlyList<PushedDate> rows, CancellationToken cancellation)
    {
        if (rows.Count == 0) return;
        var chosen = await Chosen.Of(db, [.. rows.Select(row => row.Person).Distinct()], cancellation);
        if (chosen.Count == 0) return;
        await Plan(db, rows.Where(row => chosen.ContainsKey(row.Person)).Select(ToRemind.Of).OfType<ToRemind>().Select(date => (chosen[date.Person], date)), late: true, cancellation);
    }

    /// <summary>Dates that a person has just seen for the first time, or on another day.</summary>
    public async Task Kept(PlatformDb db, PersonId person, IReadOnlyList<KeptDate> rows, CancellationToken cancellation)
    {
        if (rows.Count == 0 || !(await Chosen.Of(db, [person], cancellation)).TryGetValue(person, out var chosen)) return;
        await Plan(db, rows.Select(ToRemind.Of).OfType<ToRemind>().Select(date => (chosen, date)), late: false, cancellation);
    }

    /// <summary>All of a person's, after a choice or a change of their own. Nothing where they have not chosen to be reminded.</summary>
    public async Task All(PlatformDb db, PersonId person, CancellationToken cancellation)
    {
        if (!(await Chosen.Of(db, [person], cancellation)).TryGetValue(person, out var chosen)) return;
        var dates = await ToRemind.All(db, [person], clock.Today, cancellation);
        await Plan(db, dates[person].Select(date => (chosen, date)), late: false, cancellation);
    }

    /// <param name="db">In whose transaction.</param>
    /// <param name="dates">Of people who have chosen.</param>
    /// <param name="late">What has passed already is made up for.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task Plan(PlatformDb db, IEnumerable<(Chosen Chosen, ToRemind Date)> dates, bool late, CancellationToken cancellation)
    {
        var now = clock.Now;
        var looks = dates.SelectMany(it => it.Chosen.TimesOf(it.Date).Looks(now, late).Select(look => (it.Date.Person, At: clock.Real(look)))).Distinct().ToList();
        if (looks.Count > 0) await Outbox.AddOnce(db, Type, looks.Select(look => (look.Person.ToString(), look.Person.Value, look.At)), cancellation, known: !late);
    }
}
