using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.AccessLog;

/// <summary>A question, the look-up that it is about with what finds it in the authority's own log, and the answer. To read it is an entry in the person's log.</summary>
[Authorize(Access.DataProtection)]
internal sealed class AnswerPage(Questions questions, IPeople people, IAccessLog log, PurposeRegister register, Site site, Texts texts) : PageModel
{
    public const string Purpose = "question.answer";

    [BindProperty]
    public string? Text { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public AskedQuestion Asked { get; private set; } = null!;

    /// <summary>The person's number, by which the authority knows them.</summary>
    public string? Number { get; private set; }

    /// <summary>The last day if it is postponed; null where it cannot be.</summary>
    public DateOnly? Extended => questions.Extended(Asked.Row);

    public string? PurposeOf(LogFormat.LineBody body) => register.Find(body.Purpose, BusinessClock.DateOf(body.At))?.Title.ToString();

    public string What(LogFormat.LineBody body) => string.Join(", ", body.Categories.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(register.NameOf));

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var (staff, stop) = (StaffMember.Of(HttpContext), HttpContext.RequestAborted);
        if (await questions.Find(staff, long.Parse((string)RouteData.Values["leaf"]!, CultureInfo.InvariantCulture), stop) is not { } row)
        {
            context.Result = NotFound();
            return;
        }
        await log.Write(new AccessEntry(row.Person, staff.Person, staff.Session, "access-log.question.read", Purpose, "gdpr-12", "") { Authority = row.Source }, stop);
        Asked = await questions.Open(row, stop);
        Number = await people.NumbersOf(row.Person, stop) is [var number, ..] ? number.Digits.Insert(6, "-") : null;
        Response.Headers.CacheControl = "no-store";
        await next();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        var text = Read(nameof(Text), Text, "access-log.answer.missing");
        if (ModelState.IsValid && !await questions.Answer(StaffMember.Of(HttpContext), Asked.Row, text, cancellation)) ModelState.AddModelError(nameof(Text), texts["access-log.answer.twice"]);
        return ModelState.IsValid ? LocalRedirect($"{QuestionsDeskPage.Path}/{Asked.Row.Leaf}") : Page();
    }

    public async Task<IActionResult> OnPostPostponeAsync(CancellationToken cancellation)
    {
        var reason = Read(nameof(Reason), Reason, "access-log.postpone.missing");
        if (ModelState.IsValid && !await questions.Postpone(StaffMember.Of(HttpContext), Asked.Row, reason, cancellation)) ModelState.AddModelError(nameof(Reason), texts["access-log.postpone.cannot"]);
        return ModelState.IsValid ? LocalRedirect($"{QuestionsDeskPage.Path}/{Asked.Row.Leaf}") : Page();
    }

    /// <summary>The last day, for the employee's own calendar (RFC 5545). Nothing of the person.</summary>
    public IActionResult OnGetDate() => File(Encoding.UTF8.GetBytes(string.Join("\r\n",
    [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Overblik//Overblik//DA", "BEGIN:VEVENT", $"UID:question-{Asked.Row.Leaf}@{site.Url.Host}", $"DTSTAMP:{Asked.Row.At.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}",
        $"DTSTART;VALUE=DATE:{Asked.Row.Due:yyyyMMdd}", $"SUMMARY:{texts.Of("access-log.desk.calendar", Asked.Row.Leaf)}", $"URL:{site.Issuer}{QuestionsDeskPage.Path}/{Asked.Row.Leaf}",
        "BEGIN:VALARM", "ACTION:DISPLAY", $"DESCRIPTION:{texts.Of("access-log.desk.calendar", Asked.Row.Leaf)}", "TRIGGER:-P7D", "END:VALARM", "END:VEVENT", "END:VCALENDAR", "",
    ])), "text/calendar", "frist.ics");

    private string Read(string field, string? typed, string missing)
    {
        var text = typed?.Trim() ?? "";
        if (text.Length == 0) ModelState.AddModelError(field, texts[missing]);
        else if (text.Length > Questions.Longest) ModelState.AddModelError(field, texts.Of("access-log.ask.too-long", Questions.Longest));
        return text;
    }
}
