using Microsoft.AspNetCore.Http.Extensions;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>What the person has chosen to see, as it stands in the address; a word that is none of these changes nothing.</summary>
/// <param name="Part">Of this source only.</param>
/// <param name="Kind">Of this kind only.</param>
internal sealed record Choice(string? Part, CalendarKind? Kind)
{
    public static readonly IReadOnlyDictionary<string, CalendarKind> Kinds = new Dictionary<string, CalendarKind>
    {
        ["frister"] = CalendarKind.Deadline, ["aftaler"] = CalendarKind.Appointment, ["betalinger"] = CalendarKind.Payment, ["svar"] = CalendarKind.Answer, ["egne"] = CalendarKind.Own,
    };

    public bool IsNone => Part is null && Kind is null;

    public string? KindWord => Kind is { } kind ? Kinds.First(known => known.Value == kind).Key : null;

    public static Choice Of(string? part, string? kind, IReadOnlyList<CalendarPart> parts) =>
        new(parts.FirstOrDefault(known => known.Id == part)?.Id, Kinds.TryGetValue(kind ?? "", out var found) ? found : null);

    public IReadOnlyList<Dated> From(Gathered dates) => IsNone ? dates.All : [.. dates.All.Where(date => (Part is null || date.Part.Id == Part) && (Kind is null || date.Entry.Kind == Kind))];

    /// <summary>An address with the same choice.</summary>
    public string At(string path)
    {
        var query = new QueryBuilder();
        if (Part is not null) query.Add("myndighed", Part);
        if (KindWord is not null) query.Add("slags", KindWord);
        return path + query;
    }
}
