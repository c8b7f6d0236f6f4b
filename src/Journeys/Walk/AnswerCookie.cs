using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Overblik.JourneyFormat;
using Overblik.Platform;

namespace Overblik.Journeys;

/// <summary>
/// What somebody has answered, on their own device alone: encrypted, sent to this journey's pages only, gone with the browser's session, and good for four hours. Answers given while signed in are nobody's once that sign-in has ended.
/// </summary>
internal sealed class AnswerCookie(IDataProtectionProvider protection, Site site)
{
    private const string Name = "overblik-svar";
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(4);

    private readonly ITimeLimitedDataProtector protector = protection.CreateProtector("journeys.answers").ToTimeLimitedDataProtector();

    public (Answers Answers, Typed? Typed) Read(HttpContext http, Journey journey)
    {
        if (http.Request.Cookies[Name] is not { Length: > 0 and < 4000 } cookie) return (Answers.Empty, null);
        try
        {
            if (JsonSerializer.Deserialize(protector.Unprotect(cookie), AnswerJson.Default.KeptAnswers) is not { } kept || kept.Journey != journey.Id) return (Answers.Empty, null);
            return kept.Session is { } session && SignedIn.Find(http)?.Session != session ? (Answers.Empty, null) : (Read(journey, kept.Answers), kept.Typed);
        }
        // Too old, of another installation, or not ours at all: as if nothing had been answered.
        catch (Exception e) when (e is CryptographicException or JsonException or FormatException) { return (Answers.Empty, null); }
    }

    public void Write(HttpContext http, Journey journey, Answers answers, Typed? typed = null)
    {
        var kept = new KeptAnswers(journey.Id, SignedIn.Find(http)?.Session, answers.Values.ToDictionary(StringComparer.Ordinal), typed);
        http.Response.Cookies.Append(Name, protector.Protect(JsonSerializer.Serialize(kept, AnswerJson.Default.KeptAnswers), Lasts), Options(journey));
    }

    public void Forget(HttpContext http, Journey journey) => http.Response.Cookies.Delete(Name, Options(journey));

    /// <summary>Those that still are answers; a newer version of the journey can have other options.</summary>
    public static Answers Read(Journey journey, IReadOnlyDictionary<string, string> values)
    {
        var answers = Answers.Empty;
        foreach (var question in journey.Questions)
        {
            if (values.TryGetValue(question.Id, out var value) && Answers.Of(question, value.Split(' ')) is { } answer) answers = answers.With(question.Id, answer);
        }
        return answers;
    }

    private CookieOptions Options(Journey journey) => new()
    {
        Path = WalkPage.Root + "/" + journey.Path, HttpOnly = true, Secure = site.Https, SameSite = SameSiteMode.Lax, IsEssential = true,
    };
}

/// <param name="Journey">Which.</param>
/// <param name="Session">The sign-in that they were given in; null where nobody was signed in.</param>
/// <param name="Answers">By question.</param>
/// <param name="Typed">What was no answer, to be mended.</param>
internal sealed record KeptAnswers(string Journey, Guid? Session, Dictionary<string, string> Answers, Typed? Typed);

/// <summary>What somebody typed that is no answer. It is kept until they have mended it, so that the page that says so is an address like any other, and "back" leads to it.</summary>
internal sealed record Typed(string Question, string Text);

[JsonSerializable(typeof(KeptAnswers))]
[JsonSerializable(typeof(Progress))]
internal sealed partial class AnswerJson : JsonSerializerContext;
