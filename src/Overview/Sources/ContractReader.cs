using System.Text;
using System.Text.Json;
using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>
/// Reads a source's answer: strict where the contract is, unknown members passed over, 16 levels at the most. A null is an absent
/// member. Whatever is wrong is a <see cref="JsonException"/> that names the place and never quotes the answer.
/// Written out because a page reads some five hundred small objects, and the serializer's general way to a constructor takes
/// more than twice the time and half as much memory again.
/// </summary>
internal static partial class ContractReader
{
    public delegate T Reader<out T>(ref Utf8JsonReader json);

    [ThreadStatic]
    private static Memory? memory;

    public static T Read<T>(ReadOnlyMemory<byte> utf8, Reader<T> message)
    {
        var json = new Utf8JsonReader(utf8.Span, new JsonReaderOptions { MaxDepth = 16 });
        var held = memory ??= new Memory();
        held.Answer = utf8;
        try
        {
            json.Read();
            var value = message(ref json);
            return json.Read() ? throw Wrong(ref json) : value;
        }
        catch (InvalidOperationException)
        {
            // A text that is no Unicode.
            throw Wrong(ref json);
        }
        finally
        {
            // The next answer is another person's.
            held.Clear();
        }
    }

    public static OverviewAnswer Overview(ref Utf8JsonReader json)
    {
        string? version = null;
        DateTimeOffset? asOf = null;
        IReadOnlyList<KindCount>? counts = null;
        IReadOnlyList<Item>? items = null;
        bool unchanged = false;
        Object(ref json);
        while (Member(ref json, out var name))
        {
            if (name.SequenceEqual("version"u8)) version = String(ref json);
            else if (name.SequenceEqual("asOf"u8)) asOf = Instant(ref json);
            else if (name.SequenceEqual("counts"u8)) counts = List(ref json, KindCount, "counts");
            else if (name.SequenceEqual("items"u8)) items = List(ref json, Item, "items");
            else if (name.SequenceEqual("unchanged"u8)) unchanged = Bool(ref json);
            else json.Skip();
        }
        return new(Required(version, "version"), Required(asOf, "asOf"), counts, items, unchanged);
    }

    public static ItemAnswer ItemAnswer(ref Utf8JsonReader json)
    {
        DateTimeOffset? asOf = null;
        Item? item = null;
        Object(ref json);
        while (Member(ref json, out var name))
        {
            if (name.SequenceEqual("asOf"u8)) asOf = Instant(ref json);
            else if (name.SequenceEqual("item"u8)) item = Item(ref json);
            else json.Skip();
        }
        return new(Required(asOf, "asOf"), Required(item, "item"));
    }

    private static KindCount KindCount(ref Utf8JsonReader json)
    {
        ItemKind? kind = null;
        int? total = null, open = null;
        string? cursor = null;
        Object(ref json);
        while (Member(ref json, out var name))
        {
            if (name.SequenceEqual("kind"u8)) kind = Enum<ItemKind>(ref json);
            else if (name.SequenceEqual("total"u8)) total = Int(ref json);
            else if (name.SequenceEqual("open"u8)) open = Int(ref json);
            else if (name.SequenceEqual("cursor"u8)) cursor = String(ref json);
            else json.Skip();
        }
        return new(Required(kind, "kind"), Required(total, "total"), Required(open, "open"), cursor);
    }

    private static Item Item(ref Utf8JsonReader json)
    {
        string? id = null, subject = null, area = null;
        ItemKind? kind = null;
        AuthorityRef? authority = null;
        Text? title = null, summary = null;
        bool? open = null;
        DateTimeOffset? updatedAt = null, createdAt = null;
        Controller? controller = null;
        SubjectCode? code = null;
        IReadOnlyList<Party>? parties = null;
        LegalBasis? legalBasis = null;
        Contact? contact = null;
        Link? link = null;
        Expected? expected = null;
        DateOnly? decisionBy = null;
        CaseFacts? facts = null;
        Benefit? benefit = null;
        Payment? payment = null;
        Debt? debt = null;
        Appointment? appointment = null;
        Deadline? deadline = null;
        Message? message = null;
        Registration? registration = null;
        Credential? credential = null;
        var held = memory!;
        Object(ref json);
        while (Member(ref json, out var name))
        {
            if (name.SequenceEqual("id"u8)) id = String(ref json);
            else if (name.SequenceEqual("kind"u8)) kind = Enum<ItemKind>(ref json);
            else if (name.SequenceEqual("subject"u8)) subject = String(ref json);
            else if (name.SequenceEqual("authority"u8)) authority = Again(ref json, held, ref held.Authority, Authority);
            else if (name.SequenceEqual("area"u8)) area = String(ref json);
            else if (name.SequenceEqual("title"u8)) title = Text(ref json);
            else if (name.SequenceEqual("open"u8)) open = Bool(ref json);
            else if (name.SequenceEqual("updatedAt"u8)) updatedAt = Instant(ref json);
            else if (name.SequenceEqual("controller"u8)) controller = Again(ref json, held, ref held.Controller, Controller);
            else if (name.SequenceEqual("summary"u8)) summary = Text(ref json);
            else if (name.SequenceEqual("code"u8)) code = Again(ref json, held, ref held.Code, SubjectCode);
            else if (name.SequenceEqual("createdAt"u8)) createdAt = Instant(ref json);
            else if (name.SequenceEqual("parties"u8)) parties = Again(ref json, held, ref held.Parties, static (ref json) => List(ref json, Party, "parties"));
            else if (name.SequenceEqual("legalBasis"u8)) legalBasis = Again(ref json, held, ref held.LegalBasis, LegalBasis);
            else if (name.SequenceEqual("contact"u8)) contact = Again(ref json, held, ref held.Contact, Contact);
            else if (name.SequenceEqual("link"u8)) link = Link(ref json);
            else if (name.SequenceEqual("expected"u8)) expected = Expected(ref json);
            else if (name.SequenceEqual("decisionBy"u8)) decisionBy = Date(ref json);
            else if (name.SequenceEqual("case"u8)) facts = Case(ref json);
            else if (name.SequenceEqual("benefit"u8)) benefit = Benefit(ref json);
            else if (name.SequenceEqual("payment"u8)) payment = Payment(ref json);
            else if (name.SequenceEqual("debt"u8)) debt = Debt(ref json);
            else if (name.SequenceEqual("appointment"u8)) appointment = Appointment(ref json);
            else if (name.SequenceEqual("deadline"u8)) deadline = Deadline(ref json);
            else if (name.SequenceEqual("message"u8)) message = Message(ref json);
            else if (name.SequenceEqual("registration"u8)) registration = Registration(ref json);
            else if (name.SequenceEqual("credential"u8)) credential = Credential(ref json);
            else json.Skip();
        }
        return new(
            Required(id, "id"), Required(kind, "kind"), Required(subject, "subject"), Required(authority, "authority"), Required(area, "area"),
            Required(title, "title"), Required(open, "open"), Required(updatedAt, "updatedAt"), Required(controller, "controller"), summary, code, createdAt,
            parties, legalBasis, contact, link, expected, decisionBy, facts, benefit, payment, debt, appointment, deadline, message, registration, credential);
    }

    private static void Object(ref Utf8JsonReader json) => Expect(ref json, JsonTokenType.StartObject);

    private static void Expect(ref Utf8JsonReader json, JsonTokenType type)
    {
        if (json.TokenType != type) throw Wrong(ref json);
    }

    private static JsonException Wrong(ref Utf8JsonReader json) => new(null, null, null, json.TokenStartIndex);

    /// <summary>Goes to the value of the next member that is not null; false at the end of the object.</summary>
    private static bool Member(ref Utf8JsonReader json, out ReadOnlySpan<byte> name)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            name = Plain(ref json);
            json.Read();
            if (json.TokenType != JsonTokenType.Null) return true;
        }
        name = default;
        return false;
    }

    private static List<T> List<T>(ref Utf8JsonReader json, Reader<T> one, string name)
    {
        Expect(ref json, JsonTokenType.StartArray);
        var list = new List<T>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            try { list.Add(one(ref json)); }
            catch (JsonException e)
            {
                throw new JsonException(null, $"{name}[{list.Count}]{(e.Path is null ? "" : "." + e.Path)}", null, null);
            }
        }
        return list;
    }

    /// <summary>What stands in this item byte for byte as it last stood in one before it is the same object; it is not read again.</summary>
    private static T Again<T>(ref Utf8JsonReader json, Memory held, ref Memory.Part<T> last, Reader<T> one)
        where T : class
    {
        var answer = held.Answer.Span;
        var start = (int)json.TokenStartIndex;
        if (last.Value is not null && answer[start..].StartsWith(answer.Slice(last.Start, last.Length)))
        {
            json.Skip();
            return last.Value;
        }
        var value = one(ref json);
        last = new(value, start, (int)json.BytesConsumed - start);
        return value;
    }

    private static T Required<T>(T? value, string name)
        where T : class => value ?? throw new JsonException(null, name, null, null);

    private static T Required<T>(T? value, string name)
        where T : struct => value ?? throw new JsonException(null, name, null, null);

    private static string String(ref Utf8JsonReader json)
    {
        Expect(ref json, JsonTokenType.String);
        if (json.ValueSpan.IsEmpty) return "";
        ref var place = ref memory!.Texts[Hash(json.ValueSpan) % 128];
        return place is not null && json.ValueTextEquals(place) ? place : place = json.GetString()!;
    }

    private static uint Hash(ReadOnlySpan<byte> text) => ((uint)text.Length * 31) + ((uint)text[0] * 7) + ((uint)text[text.Length / 2] * 13) + ((uint)text[^1] * 17);

    private static bool Bool(ref Utf8JsonReader json) => json.TokenType is JsonTokenType.True or JsonTokenType.False ? json.TokenType == JsonTokenType.True : throw Wrong(ref json);

    private static int Int(ref Utf8JsonReader json) => json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var value) ? value : throw Wrong(ref json);

    private static decimal Decimal(ref Utf8JsonReader json) => json.TokenType == JsonTokenType.Number && json.TryGetDecimal(out var value) ? value : throw Wrong(ref json);

    /// <summary>RFC 3339: with its offset, or it would be read as this machine's own time.</summary>
    private static DateTimeOffset Instant(ref Utf8JsonReader json) =>
        json.TokenType == JsonTokenType.String && json.TryGetDateTimeOffset(out var value) && Plain(ref json) is [.., (byte)'Z'] or [.., (byte)'+' or (byte)'-', _, _, (byte)':', _, _]
            ? value
            : throw Wrong(ref json);

    private static ReadOnlySpan<byte> Plain(ref Utf8JsonReader json) => json.ValueIsEscaped ? Encoding.UTF8.GetBytes(json.GetString()!) : json.ValueSpan;

    private static DateOnly Date(ref Utf8JsonReader json)
    {
        Expect(ref json, JsonTokenType.String);
        Span<char> text = stackalloc char[10];
        return Encoding.UTF8.TryGetChars(Plain(ref json), text, out var length) && DateOnly.TryParseExact(text[..length], "yyyy-MM-dd", out var value)
            ? value
            : throw Wrong(ref json);
    }

    private static T Enum<T>(ref Utf8JsonReader json)
        where T : struct, Enum
    {
        Expect(ref json, JsonTokenType.String);
        foreach (var (name, value) in EnumNames<T>.All)
        {
            if (json.ValueTextEquals(name)) return value;
        }
        throw Wrong(ref json);
    }

    private static class EnumNames<T>
        where T : struct, Enum
    {
        public static readonly (byte[] Name, T Value)[] All =
            Array.ConvertAll(System.Enum.GetValues<T>(), value => (Encoding.UTF8.GetBytes(JsonNamingPolicy.CamelCase.ConvertName(value.ToString())), value));
    }

    /// <summary>
    /// What has been read of the answer so far. The items of a source repeat their authority, contact and law, and texts such as a state: each is one object then, however many items there are.
    /// </summary>
    private sealed class Memory
    {
        public ReadOnlyMemory<byte> Answer;

        /// <summary>By a few of their bytes.</summary>
        public readonly string?[] Texts = new string?[128];

        public Part<AuthorityRef> Authority;
        public Part<Controller> Controller;
        public Part<SubjectCode> Code;
        public Part<IReadOnlyList<Party>> Parties;
        public Part<LegalBasis> LegalBasis;
        public Part<Contact> Contact;

        public void Clear()
        {
            Answer = default;
            Array.Clear(Texts);
            (Authority, Controller, Code, Parties, LegalBasis, Contact) = (default, default, default, default, default, default);
        }

        /// <summary>What was read last, and the bytes it was read from.</summary>
        public readonly record struct Part<T>(T Value, int Start, int Length);
    }
}
