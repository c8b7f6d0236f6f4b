using System.Text.Json;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>Days one below the other, each with its entries.</summary>
internal sealed record DaysView(IReadOnlyList<Day> Days, DateOnly Today)
{
    /// <summary>The end of the keys of a kind's texts.</summary>
    public static string Word(CalendarKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    public static string Badge(CalendarEntry entry, DateOnly today) =>
        entry.Over ? "neutral" : entry.Quiet || entry.Kind != CalendarKind.Deadline ? "info" : entry.Date < today ? "error" : entry.Date.DayNumber - today.DayNumber <= 7 ? "warning" : "info";
}
