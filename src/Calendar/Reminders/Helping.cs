using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>Finds those who get copies: they help, and have chosen to be reminded themselves.</summary>
internal sealed class Helping(IEnumerable<IReminderCopies> ports)
{
    public async Task<Helpers> With(PlatformDb db, IReadOnlyCollection<Due> due, CancellationToken cancellation)
    {
        var help = new List<ReminderCopy>();
        foreach (var port in ports) help.AddRange(await port.HelpersOf([.. due.Select(it => it.Date.Person).Distinct()], cancellation));
        return new Helpers(help.ToLookup(it => it.Of), help.Count == 0 ? [] : await Chosen.Of(db, [.. help.Select(it => it.Helper).Distinct()], cancellation));
    }
}

internal sealed class Helpers(ILookup<PersonId, ReminderCopy> help, Dictionary<PersonId, Chosen> chosen)
{
    public IEnumerable<PersonId> Everybody => chosen.Keys;

    /// <summary>Who gets a copy of it. Of what a person has written, nobody does.</summary>
    public IEnumerable<Chosen> Of(Due due) => due.Date.Kind == CalendarKind.Own ? [] : help[due.Date.Person].Where(it => it.Parts?.Contains(due.Date.Part) != false).Select(it => it.Helper).Distinct()
        .Select(helper => chosen.GetValueOrDefault(helper)).OfType<Chosen>();
}
