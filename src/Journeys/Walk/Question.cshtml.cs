using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Overblik.Deadlines;
using Overblik.JourneyFormat;
using Overblik.Platform;

namespace Overblik.Journeys;

/// <summary>One question. What is answered stays on the person's own device.</summary>
[AllowAnonymous]
internal sealed class QuestionPage(JourneyShelf shelf, AnswerCookie cookie, KnownAnswers known, Texts texts, IBusinessClock clock) : WalkPage(shelf, cookie, clock)
{
    private const int LongestTyped = 100;

    private static readonly string[] DateForms = ["yyyy-MM-dd", "d.M.yyyy", "d-M-yyyy", "d/M/yyyy", "d/M-yyyy", "d. M. yyyy"];

    [BindProperty]
    public string?[] Answer { get; set; } = [];

    public Question Question { get; private set; } = null!;

    /// <summary>From 1, of those that this person is asked.</summary>
    public int Number { get; private set; }

    public string Back { get; private set; } = "";

    /// <summary>What stands in the form.</summary>
    public string? Given { get; private set; }

    /// <summary>What authorities know about it; null where nobody is signed in, or nothing is known.</summary>
    public Known? Known { get; private set; }

    public string? Earliest => Iso(Limit(Question.Earliest));

    public string? Latest => Iso(Limit(Question.Latest));

    public async Task<IActionResult> OnGetAsync(string question, CancellationToken cancellation)
    {
        if (!Find(question)) return LocalRedirect(Next);
        Given = Answers[Question.Id];
        if (Question.Known is { } fact && Actor.Find(HttpContext) is { NoticeSeen: true } actor)
        {
            Known = await known.Of(actor, fact, Today, cancellation);
            // It must be an answer to this question, and within what may be answered.
            if (Known?.Answer is { } answer && (Answers.Of(Question, [answer]) is null || !Question.Takes(answer, Today))) Known = Known with { Answer = null };
            Given ??= Known?.Answer;
        }
        if (Typed is { } typed && typed.Question == Question.Id && Wrong(typed.Text) is { } wrong)
        {
            Given = typed.Text;
            ModelState.AddModelError(nameof(Answer), wrong);
        }
        return Page();
    }

    public IActionResult OnPost(string question)
    {
        if (!Find(question)) return LocalRedirect(Next);
        var sent = string.Join(' ', Answer.Select(one => one?.Trim()));
        if (Of(sent) is { } answer && Question.Takes(answer, Today))
        {
            Keep(Answers.With(Question.Id, answer));
            return LocalRedirect(Next);
        }
        Keep(Answers, new Typed(Question.Id, sent.Length > LongestTyped ? sent[..LongestTyped] : sent));
        return LocalRedirect(QuestionAt(Question));
    }

    private string? Of(string typed) => Answers.Of(Question, Question.Kind == QuestionKind.Date ? [Date(typed)] : typed.Split(' '));

    private string? Wrong(string typed) =>
        Of(typed) is { } answer ? Question.Takes(answer, Today) ? null : texts.Of("journeys.wrong.range", Written(Limit(Question.Earliest)), Written(Limit(Question.Latest)))
        : texts[Question.Kind != QuestionKind.Date ? "journeys.wrong.choose" : typed.Length == 0 ? "journeys.wrong.date-missing" : "journeys.wrong.date"];

    // A question that this person is not asked, or not yet, leads to the one that they are.
    private bool Find(string id)
    {
        var asked = Way.Asked;
        for (var i = 0; i < asked.Count; i++)
        {
            if (asked[i].Id != id) continue;
            (Question, Number, Back) = (asked[i], i + 1, i == 0 ? Start : QuestionAt(asked[i - 1]));
            return true;
        }
        return false;
    }

    private DateOnly? Limit(Formula? formula) => formula?.From(Today, DayCalendar.Danish).Date;

    private static string Date(string text) => DateOnly.TryParseExact(text, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? Iso(day)! : text;

    private static string? Iso(DateOnly? day) => day is { } one ? IsoDay.Write(one) : null;

    private static string Written(DateOnly? day) => day is { } date ? BusinessClock.Written(date) : "…";
}
