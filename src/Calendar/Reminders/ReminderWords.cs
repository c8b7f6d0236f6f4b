using System.Globalization;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>What a reminder says: which kind of date, at which authority, and when. Never what it is about: others may see a mail, a text message or the screen of a telephone.</summary>
internal static class ReminderWords
{
    /// <summary>Du har en frist hos Skat om 3 dage, fredag den 4. december · You have something in your calendar tomorrow, Friday 4 December.</summary>
    /// <param name="notice">What it is about.</param>
    /// <param name="authority">With whom, where it is known.</param>
    /// <param name="day">The day on which it is said. Whoever reads it later has the date.</param>
    /// <param name="texts">In the language of the receiver.</param>
    public static string Line(Notice notice, string? authority, DateOnly day, Texts texts)
    {
        var date = Spoken.DayWithin(notice.Date);
        var when = (notice.Date.DayNumber - day.DayNumber) switch
        {
            0 => $"{texts["calendar.today"]}, {date}",
            1 => $"{texts["calendar.tomorrow"]}, {date}",
            var days => $"{texts.Of("calendar.in-days", days)}, {date}",
        };
        var what = $"calendar.remind.{(notice.Of == notice.Person ? "" : "copy.")}{DaysView.Word(notice.Kind)}";
        return notice.Kind == CalendarKind.Own ? texts.Of(what, when) : texts.Of(what, authority ?? texts["calendar.remind.an-authority"], when);
    }

    /// <summary>One message for several.</summary>
    public static (string Subject, string Text) Digest(IReadOnlyList<string> lines, Texts texts)
    {
        if (lines.Count == 1) return (lines[0], lines[0]);
        var subject = texts.Of("calendar.remind.digest", lines.Count);
        return (subject, $"{subject}\n\n{string.Join('\n', lines.Select(line => "- " + line))}");
    }

    /// <summary>Does it in that language.</summary>
    public static T In<T>(string language, Func<T> work)
    {
        var (culture, ui) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = Language.Cultures[language == Language.English ? 1 : 0];
        try { return work(); }
        finally { (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, ui); }
    }
}
