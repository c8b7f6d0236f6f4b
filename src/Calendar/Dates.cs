using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>An entry, and where it comes from.</summary>
internal sealed record Dated(CalendarPart Part, CalendarEntry Entry)
{
    /// <summary>The place of the entry on a page; unique there unless it is repeated.</summary>
    public string Anchor => $"{Part.Id}-{Entry.Id}-{Entry.Date:yyyyMMdd}";

    public string File => $"/kalender/fil/{Part.Id}/{Entry.Id}";

    public string Reminders => $"/kalender/paamindelser/om/{Part.Id}/{Entry.Id}";
}

/// <summary>What the parts have answered.</summary>
/// <param name="Whole">The parts of which no date is known to be missing.</param>
/// <param name="Missing">The names of the others.</param>
internal sealed record Gathered(IReadOnlyList<Dated> All, IReadOnlyList<CalendarPart> Whole, IReadOnlyList<string> Missing);

/// <summary>Asks everybody who has dates of a person, and logs that they were looked at.</summary>
internal sealed class Dates(IEnumerable<ICalendarFeed> feeds, IAccessLog log)
{
    public Asked Ask(Actor actor, string act, CancellationToken cancellation)
    {
        IReadOnlyList<CalendarPart> parts = [.. feeds.SelectMany(feed => feed.Ask(actor)).GroupBy(part => part.Id).Select(Together)];
        return new Asked(parts, log.Write(AccessEntry.OfOwn(actor, act, parts.Select(part => part.Id).Where(id => id != OwnEntries.Part)), cancellation));
    }

    // A source that is asked and has also told something by itself is one: what it answers now goes before what it told then.
    private static CalendarPart Together(IEnumerable<CalendarPart> parts)
    {
        CalendarPart[] all = [.. parts];
        return all.Length == 1 ? all[0] : all[0] with { Answer = Answer() };

        async Task<CalendarAnswer> Answer()
        {
            var answers = await Task.WhenAll(all.Select(part => part.Answer));
            return new CalendarAnswer([.. answers.SelectMany(answer => answer.Entries).DistinctBy(entry => entry.Id)], answers.All(answer => answer.Whole));
        }
    }
}

/// <summary>Dates on their way.</summary>
internal sealed class Asked(IReadOnlyList<CalendarPart> parts, Task logged)
{
    public IReadOnlyList<CalendarPart> Parts => parts;

    /// <summary>What has been gathered; null before that, and where nothing is shown.</summary>
    public Gathered? Gathered { get; private set; }

    /// <summary>Null where the log could not be written: then nothing is shown.</summary>
    public async Task<Gathered?> Gather(CancellationToken cancellation)
    {
        try { await logged; }
        catch (IOException) { return null; }
        var answers = await Task.WhenAll(parts.Select(part => part.Answer)).WaitAsync(cancellation);
        return Gathered = new Gathered(
            [.. parts.Zip(answers).SelectMany(both => both.Second.Entries.Select(entry => new Dated(both.First, entry)))],
            [.. parts.Zip(answers).Where(both => both.Second.Whole).Select(both => both.First)],
            [.. parts.Zip(answers).Where(both => !both.Second.Whole).Select(both => both.First.Name)]);
    }
}
