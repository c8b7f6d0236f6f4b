using System.Globalization;

namespace Overblik.JourneyFormat;

/// <summary>A day as files, answers and facts hold it: 2027-01-31 (ISO 8601).</summary>
public static class IsoDay
{
    private const string Form = "yyyy-MM-dd";

    /// <summary>Null where it is no such day.</summary>
    public static DateOnly? Read(string? text) => DateOnly.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    public static string Write(DateOnly day) => day.ToString(Form, CultureInfo.InvariantCulture);
}
