using System.Text.Json;
using Overblik.Platform;

namespace Overblik.Overview;

// What items of every kind are made of, in the contract's order.
internal static partial class ContractReader
{
    private static Text Text(ref Utf8JsonReader json)
    {
        string? da = null, en = null;
        Object(ref json);
        while (Member(ref json, out var name))
        {
            if (name.SequenceEqual("da"u8)) da = String(ref json);
            else if (name.SequenceEqual("en"u8)) en = String(ref json);
            else json.Skip();
        }
        return new(Required(da, "da"), Required(en, "en"));
    }

    private static AuthorityRef Authority(ref Utf8JsonReader json)
    {
        string? id = null;
        Text? named = null;
        Object(ref json);
        while (Member(ref json, out var name))
        {
            if (name.SequenceEqual("id"u8)) id = String(ref json);
            else if (name.SequenceEqual("name"u8)) named = Text(ref json);
            else json.Skip();
        }
        return new(Required(id, "id"), Required(named, "name"));
    }

    private static Amount Amount(ref Utf8JsonReader json)
    {
        decimal? value = null;
        string? currency = null;
        Object(ref json);
        while (Member(ref json, out var name))
        {
            if (name.SequenceEqual("value"u8)) value = Decimal(ref json);
            else if (name.SequenceEqual("currency"u8)) currency = String(ref json);
            else json.Skip();
        }
        return new(Required(value, "value"), Required(currency, "currency"));
    }

    private static SubjectCode SubjectCode(ref Utf8JsonReader json)
    {
        string? scheme = null, value = null;
        Object(ref json);
        while (Member(ref json, out var name))
        {
            if (name.SequenceEqual("scheme"u8)) scheme = String(ref json);
            else if (name.SequenceEqual("value"u8)) value = String(ref json);
            else json.Skip();
        }
        return new(Required(scheme, "scheme"), Required(value, "value"));
    }

    private static Party Party(ref Utf8JsonReader json)
    {
        PartyRole? role = null;
        bool self = false;
        string? named = null;
        Object(ref json);
        while (Member(ref json, out var name))
        {
            if (name.SequenceEqual("role"u8)) role = Enum<PartyRole>(ref json);
            else if (name.SequenceEqual("self"u8)) self = Bool(ref json);
            else if (name.SequenceEqual("name"u8)) named = String(ref json);
            else json.Skip();
        }
        return new(Required(role, "role"), self, named);
    }

    private static LegalBasis LegalBasis(ref Utf8JsonReader json)
    {
        Text? title = null;
        string? url = null;
        Object(ref json);
        while (Member(ref json, out var name))
        {
            if (name.SequenceEqual("title"u8)) title = Text(ref json);
            else if (name.SequenceEqual("url"u8)) url = String(ref json);
            else json.Skip();
        }
        return new(Required(title, "title"), url);
    }

    private static Contact Contact(ref Utf8JsonReader json)
    {
        Text? named = null, hours = null;
        string? phone = null, email = null, url = null, post = null;
        Object(ref json);
        while (Member(ref json, out var name))
        {
            if (name.SequenceEqual("name"u8)) named = Text(ref json);
            else if (name.SequenceEqual("phone"u8)) phone = String(ref json);
            else if (name.SequenceEqual("email"u8)) email = String(ref json);
            else if (name.SequenceEqual("url"u8)) url = String(ref json);
            else if (name.SequenceEqual("post"u8)) post = String(ref json);
            else if (name.SequenceEqual("hours"u8)) hours = Text(ref json);
            else json.Skip();
        }
        return new(Required(named, "name"), phone, email, url, post, hours);
    }

    private static Controller Controller(ref Utf8JsonReader json)
    {
        AuthorityRef? authority = null;
        string? correction = null;
        Object(ref json);
        while (Member(ref json, out var name))
        {
            if (name.SequenceEqual("authority"u8)) authority = Authority(ref json);
            else if (name.SequenceEqual("correction"u8)) correction = String(ref json);
            else json.Skip();
        }
        return new(Required(authority, "authority"), correction);
    }

    private static Link Link(ref Utf8JsonReader json)
    {
        string? url = null;
        Text? title = null;
        Object(ref json);
        while (Member(ref json, out var name))
        {
            if (name.SequenceEqual("url"u8)) url = String(ref json);
            else if (name.SequenceEqual("title"u8)) title = Text(ref json);
            else json.Skip();
        }
        return new(Required(url, "url"), Required(title, "title"));
    }

    private static Expected Expected(ref Utf8JsonReader json)
    {
        Text? text = null, consequence = null;
        DateOnly? due = null;
        string? link = null;
        Object(ref json);
        while (Member(ref json, out var name))
        {
            if (name.SequenceEqual("text"u8)) text = Text(ref json);
            else if (name.SequenceEqual("due"u8)) due = Date(ref json);
            else if (name.SequenceEqual("link"u8)) link = String(ref json);
            else if (name.SequenceEqual("consequence"u8)) consequence = Text(ref json);
            else json.Skip();
        }
        return new(Required(text, "text"), due, link, consequence);
    }
}
