using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>What the types alone do not say of the contract. Written by hand: no schema engine runs while a person waits.</summary>
internal static class AnswerChecks
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
        if (item.Link is { } link && (!GoodUrl(link.Url) || !Good(link.Title))) return "link";
        if (item.LegalBasis is { } basis && (!GoodUrl(basis.Url) || !Good(basis.Title))) return "legalBasis";
        if (item.Contact is { } contact && (!Good(contact.Name) || !GoodUrl(contact.Url) || !GoodUrl(contact.Post) || !Good(contact.Hours) || !GoodPhone(contact.Phone))) return "contact";
        if (item.Expected is { } expected && (!Good(expected.Text) || !GoodUrl(expected.Link) || !Good(expected.Consequence))) return "expected";
        if (item.Parties?.Count > 20) return "parties";
        if (item.Case is { } facts && !Good(facts)) return "case";
        if (item.Appointment is { } appointment && (!GoodUrl(appointment.Change) || appointment.Place?.Length > 300 || !Good(appointment.Bring))) return "appointment";
        if (item.Registration is { } registration && (registration.Fields.Count is 0 or > 50 || registration.Fields.Any(f => f is null || !Good(f.Label) || !Good(f.Value)))) return "registration";
        if (item.Benefit?.Paid?.Count > 100) return "benefit.paid";
        if (item.Benefit?.Amount is { Value: < 0 } || item.Payment?.Amount is { Value: < 0 } || item.Debt?.Amount is { Value: < 0 }) return "amount: never negative";
        return null;
    }

    public static bool About(Item item, string subject) => string.Equals(item.Subject, subject, StringComparison.Ordinal);

    /// <summary>The agreement names areas and kinds; what it does not name is not shown.</summary>
    public static bool Agreed(Item item, Source source) => source.Areas.Contains(item.Area) && source.Kinds.Contains(item.Kind);

    private static bool Good(Text? text) => text is null || (text.Da.Length is > 0 and <= 2000 && text.En.Length is > 0 and <= 2000);

    private static bool Good(AuthorityRef authority) => authority.Id.Length == 8 && Good(authority.Name);

    private static bool Good(CaseFacts facts)
    {
        if (facts.Timeline.Count is 0 or > 50 || !Good(facts.NextStep)) return false;
        foreach (var entry in facts.Timeline)
        {
            if (entry is null || !Good(entry.Text)) return false;
        }
        return facts.Timeline[^1].Status == facts.Status;
    }

    // https only: a link from an authority must never become a script or lead somewhere unencrypted.
    private static bool GoodUrl(string? url) => url is null || (url.Length <= 1000 && url.StartsWith("https://", StringComparison.Ordinal));

    private static bool GoodPhone(string? phone) => phone is null || (phone.Length is >= 8 and <= 16 && phone.All(c => char.IsAsciiDigit(c) || c == '+'));
}
