using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.Platform;

namespace Overblik.Calendar;

/// <summary>What the pages for a new entry and for one that is changed share: the form, and what may stand in it.</summary>
internal abstract class OwnPage(Texts texts) : PageModel
{
    public const int LongestTitle = 100, LongestPlace = 200, LongestNote = 2000;

    /// <summary>In the order of the form.</summary>
    public const string Fields = "Form.Title,Form.Date,Form.Starts,Form.Ends,Form.Repeat,Form.Until,Form.Place,Form.Note";

    private static readonly string[] DateForms = ["yyyy-MM-dd", "d.M.yyyy", "d-M-yyyy", "d/M/yyyy", "d/M-yyyy"];
    private static readonly string[] TimeForms = ["HH:mm", "H:mm", "HH:mm:ss", "H.mm"];

    [BindProperty]
    public OwnForm Form { get; set; } = new();

    protected Texts Texts => texts;

    /// <summary>What was typed; null where some of it must be mended first, which the page then says.</summary>
    protected Own? Read()
    {
        var title = Form.Title?.Trim();
        if (string.IsNullOrEmpty(title)) Wrong(nameof(Form.Title), texts["calendar.own.title-missing"]);
        else if (title.Length > LongestTitle) Wrong(nameof(Form.Title), texts.Of("calendar.own.too-long", LongestTitle));
        if (Form.Place?.Length > LongestPlace) Wrong(nameof(Form.Place), texts.Of("calendar.own.too-long", LongestPlace));
        if (Form.Note?.Length > LongestNote) Wrong(nameof(Form.Note), texts.Of("calendar.own.too-long", LongestNote));
        var date = DateOf(nameof(Form.Date), Form.Date);
        if (string.IsNullOrWhiteSpace(Form.Date)) Wrong(nameof(Form.Date), texts["calendar.own.date-missing"]);
        var (starts, ends) = (TimeOf(nameof(Form.Starts), Form.Starts), TimeOf(nameof(Form.Ends), Form.Ends));
        if (ends is not null && string.IsNullOrWhiteSpace(Form.Starts)) Wrong(nameof(Form.Starts), texts["calendar.own.starts-missing"]);
        else if (ends <= starts) Wrong(nameof(Form.Ends), texts["calendar.own.ends-early"]);
        var until = Form.Repeat == Repeat.Never ? null : DateOf(nameof(Form.Until), Form.Until);
        if (until < date) Wrong(nameof(Form.Until), texts["calendar.own.until-early"]);
        return ModelState.IsValid ? new Own(date!.Value, starts, ends, Form.Repeat, until, new Words(title!, Blank(Form.Place), Blank(Form.Note))) : null;
    }

    protected void Fill(Own own) => Form = new OwnForm
    {
        Title = own.Words.Title, Date = Iso(own.Date), Starts = own.Starts?.ToString("HH:mm", CultureInfo.InvariantCulture), Ends = own.Ends?.ToString("HH:mm", CultureInfo.InvariantCulture),
        Repeat = own.Repeat, Until = own.Until is { } until ? Iso(until) : null, Place = own.Words.Place, Note = own.Words.Note,
    };

    protected void Wrong(string field, string text) => ModelState.AddModelError($"{nameof(Form)}.{field}", text);

    protected static string Iso(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private DateOnly? DateOf(string field, string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        // Between these, whatever is counted on from it stays a date.
        if (DateOnly.TryParseExact(text.Trim(), DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.Year is >= 1900 and <= 2200) return date;
        Wrong(field, texts["calendar.own.date-wrong"]);
        return null;
    }

    private TimeOnly? TimeOf(string field, string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (TimeOnly.TryParseExact(text.Trim(), TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return time;
        Wrong(field, texts["calendar.own.time-wrong"]);
        return null;
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    internal sealed class OwnForm
    {
        public string? Title { get; set; }
        public string? Date { get; set; }
        public string? Starts { get; set; }
        public string? Ends { get; set; }
        public Repeat Repeat { get; set; }
        public string? Until { get; set; }
        public string? Place { get; set; }
        public string? Note { get; set; }

        /// <summary>The version that an edit begins from.</summary>
        public Guid Version { get; set; }
    }
}
