using System.Globalization;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.AccessLog;

/// <summary>A list with its words.</summary>
internal sealed record LogView(LogList List, LogWords Words);

/// <summary>How lines are told.</summary>
internal sealed class LogWords(PurposeRegister register, ILogSources sources, Questions questions, Texts texts)
{
    public IReadOnlyList<LookUpSource> Sources => sources.All;

    public string NameOf(string source) => sources.NameOf(source);

    /// <summary>Who looked, as people call them.</summary>
    public string Who(Line line) => line.Body.IsOwn || line.Body.Act == Question.Asked ? texts["access-log.who.you"]
        : line.Body.Authority.Length > 0 ? sources.NameOf(line.Body.Authority)
        : line.Body.Purpose switch { AccessEntry.SharedByYou => texts["access-log.who.helper"], AccessEntry.Custody => texts["access-log.who.parent"], _ => texts["access-log.who.hub"] };

    /// <summary>The part of the authority, and as what somebody looked.</summary>
    public static string? Where(LineBody body) => string.Join(", ", new[] { body.Unit, body.Role, body.System }.Where(part => part.Length > 0)) is { Length: > 0 } where ? where : null;

    /// <summary>What else is known of one of a routine's; of what is the person's own, to them alone.</summary>
    public string Facts(Line line, bool isSelf)
    {
        var body = line.Body;
        return string.Join(" · ", new[]
        {
            Where(body) ?? "", body.IsTold ? body.LegalBasis : "", Of("access-log.case", isSelf ? body.Case : ""), Of("access-log.on-behalf", isSelf ? body.OnBehalfOf : ""),
            Of("access-log.place", isSelf ? line.Entries[0].Row.Index.ToString("N0", CultureInfo.CurrentCulture) : ""),
        }.Where(part => part.Length > 0));

        string Of(string term, string value) => value.Length == 0 ? "" : $"{texts[term]}: {value}";
    }

    public string What(Line line) => Listed(line.Categories.Select(register.NameOf));

    /// <summary>On which day it was told.</summary>
    public static string ToldOn(Line line) => BusinessClock.Written(BusinessClock.DateOf(line.Entries[0].ToldAt ?? line.At));

    /// <summary>The authority can be asked about it here.</summary>
    public bool CanAsk(Line line) => questions.CanAsk(line.Body);

    /// <summary>From whom the hub read.</summary>
    public static string? From(Line line) => line.Body.Sources.Length == 0 ? null : line.Body.Sources.Replace(",", ", ", StringComparison.Ordinal);

    /// <summary>Of which month it was erased; null: of all until then.</summary>
    public static DateOnly? ErasedOf(Line line) => DateOnly.TryParseExact(line.Body.Reference + "01", "yyyyMMdd", out var month) ? month : null;

    public string Listed(IEnumerable<string> words) => words.ToList() switch
    {
        [] => "",
        [var one] => one,
        [.. var some, var last] => $"{string.Join(", ", some)} {texts["access-log.and"]} {last}",
    };
}
