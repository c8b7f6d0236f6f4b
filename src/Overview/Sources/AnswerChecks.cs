using System.Text.RegularExpressions;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Overview;

/// <summary>What the types alone do not say of the contract. Written by hand: no schema engine runs while a person waits.</summary>
internal static partial class AnswerChecks
{
    /// <summary>The first breach of the contract's form, by its place; null where there is none.</summary>
    public static string? FormError(OverviewAnswer answer)
    {
        if (answer.Version.Length is 0 or > 100) return "version";
        if (answer.Unchanged) return null;
        if (answer.Items is null) return "items is missing";
        if (answer.Counts is null) return "counts is missing";
        if (answer.Items.Count > OverviewOptions.MaxItems) return "items: too many";
        if (answer.Counts.Count > 9) return "counts: too many";
        foreach (var count in answer.Counts)
        {
            if (count is null || count.Total < 0 || count.Open < 0 || count.Open > count.Total || count.Cursor?.Length > 500) return "counts";
        }
        Span<int> ofKind = stackalloc int[9];
        for (var i = 0; i < answer.Items.Count; i++)
        {
            var item = answer.Items[i];
            if (item is null) return $"items[{i}] is null";
            if (FormError(item) is { } error) return $"items[{i}].{error}";
            if (++ofKind[(int)item.Kind] > OverviewOptions.MaxPerKind) return $"items: more than {OverviewOptions.MaxPerKind} of a kind";
        }
        return null;
    }

    public static string? FormError(Item item)
    {
        if (!SourceTokens.IsId(item.Id)) return "id";
        if (item.Subject.Length != 43) return "subject";
        if (!item.HasItsFacts) return "kind: the member named as the kind must be there, and no other";
        if (!Good(item.Title)) return "title";
        if (!Good(item.Summary)) return "summary";
        if (!Good(item.Authority) || !Good(item.Controller.Authority)) return "authority";
        if (!GoodUrl(item.Controller.Correction)) return "controller.correction";
        if (item.Code is { } code && (code.Scheme is not ("KLE" or "FORM") || code.Value.Length > 20)) return "code";
        if (item.Link is { } link && (!GoodUrl(link.Url) || !Good(link.Title))) return "link";
        if (item.LegalBasis is { } basis && (!GoodUrl(basis.Url) || !Good(basis.Title))) return "legalBasis";
        if (item.Contact is { } contact && (!Good(contact.Name) || !GoodUrl(contact.Url) || !GoodUrl(contact.Post) || !Good(contact.Hours) || !GoodPhone(contact.Phone) || !GoodEmail(contact.Email))) return "contact";
        if (item.Expected is { } expected && (!Good(expected.Text) || !GoodUrl(expected.Link) || !Good(expected.Consequence))) return "expected";
        if (item.Parties is { } parties && (parties.Count > 20 || parties.Any(party => party.Name?.Length > 200))) return "parties";
        if (item.Case is { } facts && !Good(facts)) return "case";
        if (item.Appointment is { } appointment && (!GoodUrl(appointment.Change) || appointment.Place?.Length > 300 || !Good(appointment.Bring))) return "appointment";
        if (item.Registration is { } registration && (registration.Fields.Count is 0 or > 50 || registration.Fields.Any(f => f is null || !Good(f.Label) || !Good(f.Value) || f.Fact is { Name.Length: 0 or > 40 } or { Value.Length: 0 or > 40 } || (f.CustodyOf is { } child && !CprNumber.TryParse(child, out _))))) return "registration";
        if (item.Deadline is { } deadline && (!GoodTime(deadline.Time) || !Good(deadline.Consequence) || !Good(deadline.Computed))) return "deadline";
        if (item.Credential?.Number?.Length > 50) return "credential.number";
        if (item.Benefit is { } benefit && (!Good(benefit.Amount) || !Good(benefit.Next?.Amount))) return "benefit";
        if (item.Benefit?.Paid is { } paid && (paid.Count > 100 || paid.Any(p => p.Amount is null || !Good(p.Amount)))) return "benefit.paid";
        if (!Good(item.Payment?.Amount) || !Good(item.Debt?.Amount)) return "amount";
        return null;
    }

    public static bool About(Item item, string subject) => string.Equals(item.Subject, subject, StringComparison.Ordinal);

    /// <summary>The agreement names areas and kinds; what it does not name is not shown.</summary>
    public static bool Agreed(Item item, Source source) => source.Areas.Contains(item.Area) && source.Kinds.Contains(item.Kind);

    private static bool Good(Text? text) => text is null || (text.Da.Length is > 0 and <= 2000 && text.En.Length is > 0 and <= 2000);

    private static bool Good(AuthorityRef authority) => authority.Id.Length == 8 && authority.Id.All(char.IsAsciiDigit) && Good(authority.Name);

    private static bool Good(Amount? amount) =>
        amount is null || (amount.Value is >= 0 and <= 1_000_000_000_000m && amount.Value.Scale <= 2 && amount.Currency.Length == 3 && amount.Currency.All(char.IsAsciiLetterUpper));

    private static bool Good(CaseFacts facts)
    {
        if (facts.Timeline.Count is 0 or > 50 || !Good(facts.NextStep) || facts.Number?.Length > 50 || (facts.Task is { } task && !ToldTask.IsName(task))) return false;
        foreach (var entry in facts.Timeline)
        {
            if (entry is null || !Good(entry.Text)) return false;
        }
        return facts.Timeline[^1].Status == facts.Status;
    }

    // https only: a link from an authority must never become a script or lead somewhere unencrypted.
    private static bool GoodUrl(string? url) => url is null || (url.Length <= 1000 && url.StartsWith("https://", StringComparison.Ordinal) && !url.AsSpan().ContainsAnyInRange('\0', ' '));

    private static bool GoodPhone(string? phone) => phone is null || Phone().IsMatch(phone);

    private static bool GoodEmail(string? email) => email is null || (email.Length <= 200 && Email().IsMatch(email));

    private static bool GoodTime(string? time) => time is null || Time().IsMatch(time);

    [GeneratedRegex("^\\+?[0-9]{8,15}\\z")]
    private static partial Regex Phone();

    // Enough for a mailto link that leads nowhere else: one @, nothing that a URL or a header would read as its own.
    [GeneratedRegex("^[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+\\z")]
    private static partial Regex Email();

    [GeneratedRegex("^([01][0-9]|2[0-3]):[0-5][0-9]\\z")]
    private static partial Regex Time();
}
