using System.Buffers;
using System.Text.RegularExpressions;
using Overblik.LogFormat;
using Overblik.Platform;

namespace Overblik.AccessLog;

/// <summary>What can be wrong with an entry. It stands in the log all the same, and the person sees what is wrong.</summary>
internal static partial class Flags
{
    public const string Unreadable = "unreadable", Nobody = "person-unknown", NoTime = "time-missing", OddTime = "time-odd", NoPurpose = "purpose-missing", OddPurpose = "purpose-unknown", NoBasis = "basis-missing", NoReader = "reader-missing", Cut = "cut", Masked = "number-hidden", OddDelay = "delay-odd", OddCorrection = "correction-odd";

    /// <summary>An entry is told within so many days (agreed with each source), and not before it happened.</summary>
    public const int LatestDays = 31;

    private static readonly SearchValues<char> Controls = SearchValues.Create([.. Enumerable.Range(0, 0xa0).Select(c => (char)c).Where(char.IsControl)]);
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5), LongestDelay = TimeSpan.FromDays(5 * 366);

    // Of one text: an entry is read by people.
    private const int Longest = 300;

    private const int CprLength = 11;

    /// <summary>What the log is to say of a look-up, and what is wrong with it.</summary>
    /// <param name="told">As it came; null where it could not be read.</param>
    /// <param name="source">Whose it is.</param>
    /// <param name="batch">In which batch.</param>
    /// <param name="now">When it came.</param>
    /// <param name="months">For how many what entries say is kept.</param>
    /// <param name="register">The purposes that are known.</param>
    public static (LineBody Body, CprNumber? Number, DateTimeOffset? Until, IReadOnlyList<string> Flags) Check(LookUp? told, string source, long batch, DateTimeOffset now, int months, PurposeRegister register)
    {
        var flags = new List<string>();
        if (told is null) flags.Add(Unreadable);
        told ??= new LookUp();
        CprNumber? number = null;
        if (told.Person?.Type != "cpr" || !CprNumber.TryParse(told.Person.Value, out number)) flags.Add(Nobody);
        if (told.At is null) flags.Add(NoTime);
        else if (told.At > now + Ahead || told.At < now.AddDays(-LatestDays)) flags.Add(OddTime);
        // What is told of a time that is hardly kept any more, or not at all, is taken for a mistake, and gets the time at which it came: or nobody would see it.
        var at = told.At is { } then && then < now.AddDays(1) && (then > now.AddDays(-LatestDays) || then > now.AddMonths(1 - months)) ? then.ToUniversalTime() : now;
        if (string.IsNullOrWhiteSpace(told.Purpose)) flags.Add(NoPurpose);
        else if (register.Find(told.Purpose.Trim(), BusinessClock.DateOf(at)) is null) flags.Add(OddPurpose);
        if (string.IsNullOrWhiteSpace(told.LegalBasis)) flags.Add(NoBasis);
        if (string.IsNullOrWhiteSpace(told.Role) && string.IsNullOrWhiteSpace(told.System)) flags.Add(NoReader);
        var until = told.Delay?.Until is { } end ? LogTime.Cut(end) : (DateTimeOffset?)null;
        // A delay without a ground, for ever, or for so long that what is shown would be gone within a month, is none: then the person sees it.
        if (told.Delay is not null && (until is null || string.IsNullOrWhiteSpace(told.Delay.Ground) || until > now + LongestDelay || until > at.AddMonths(months - 1)))
        {
            flags.Add(OddDelay);
            until = null;
        }
        var (cut, masked) = (false, false);
        var body = new LineBody
        {
            Id = Guid.CreateVersion7(now), Person = Guid.Empty, At = at, Authority = source, Batch = batch,
            Unit = Text(told.Unit), Role = Text(told.Role), System = Text(told.System), Categories = Text(told.Categories is null ? null : string.Join(',', told.Categories)), Purpose = Text(told.Purpose),
            LegalBasis = Text(told.LegalBasis), Case = Text(told.Case), OnBehalfOf = Text(told.OnBehalfOf), Criticality = Text(told.Criticality), Reference = Text(told.Reference), Ground = Text(told.Delay?.Ground), Text = Text(told.Corrects?.Reason),
        };
        if (cut) flags.Add(Cut);
        if (masked) flags.Add(Masked);
        return (body with { Flags = string.Join(',', flags) }, number, until > now ? until : null, flags);

        string Text(string? text)
        {
            if (text is null) return "";
            var good = text.Trim();
            if (good.AsSpan().ContainsAny(Controls)) good = new string([.. good.Where(c => !char.IsControl(c))]);
            if (good.Length >= CprLength && good.AsSpan().ContainsAny('-', ' ')) good = Numbers().Replace(good, Mask);
            if (good.Length <= Longest) return good;
            cut = true;
            // Never within a pair of surrogates.
            return good[..(char.IsHighSurrogate(good[Longest - 1]) ? Longest - 1 : Longest)];
        }

        string Mask(Match found)
        {
            if (!CprNumber.TryParse(found.Value, out var anybodys)) return found.Value;
            masked = true;
            return anybodys.ToString();
        }
    }

    // Nobody's CPR number stands in words, least of all another's. Without hyphen or space it could be the number of a case.
    [GeneratedRegex(@"(?<![0-9])[0-9]{6}[- ][0-9]{4}(?![0-9])")]
    private static partial Regex Numbers();
}
