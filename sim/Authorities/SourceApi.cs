using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Overblik.Population;

namespace Overblik.Authorities;

/// <summary>The three calls of the contract for one source.</summary>
internal sealed class SourceApi(Source source, People people, TokenCheck tokens, string[] agreedAreas, Settings settings, TimeProvider time)
{
    private const int MostBodyBytes = 64 * 1024;

    public Source Source => source;

    public Task Capabilities(HttpContext http)
    {
        http.Response.Headers.CacheControl = "public, max-age=3600";
        return Write(http, new Capabilities
        {
            Source = source.Id,
            Authority = source.Authority,
            Versions = ["v1"],
            Identifiers = [IdentifierType.Cpr],
            Areas = [.. Offered(agreedAreas).Select(it => new CapabilityArea(it.Code, it.Name, it.Kinds))],
            Freshness = 0,
            Contact = new("drift@example.invalid"),
        }, ContractJson.Wire.Capabilities);
    }

    /// <summary>Answers an overview; <paramref name="someoneElse"/> plays the worst fault there is: another person's items.</summary>
    public async Task Overview(HttpContext http, bool someoneElse = false)
    {
        if (await Open(http, ContractJson.Wire.OverviewRequest) is not { } call) return;
        var (token, request) = call;
        if (!TrySubject(request.Identifier, request.SubjectKey, out var subject)) { await Refusal.BodyMalformed.Write(http); return; }
        if (tokens.Admit(token, subject, itemId: null) is { } refusal) { await refusal.Write(http); return; }
        var items = Items(request.Identifier, request.SubjectKey, token, someoneElse);
        var offered = Offered(token.Areas).SelectMany(it => it.Kinds).Distinct().Order().ToArray();
        var page = new Page(items, offered, request, settings.PageSize, subject);
        if (page.Refusal is { } invalid) { await invalid.Write(http); return; }

        var version = VersionOf(page.Counts, page.Items);
        var unchanged = request.KnownVersion == version;
        await Write(http, new OverviewAnswer
        {
            Version = version,
            Unchanged = unchanged ? true : null,
            AsOf = time.GetUtcNow(),
            Counts = unchanged ? null : page.Counts,
            Items = unchanged ? null : page.Items,
        }, ContractJson.Wire.OverviewAnswer);
    }

    public async Task Item(HttpContext http, bool someoneElse = false)
    {
        if (await Open(http, ContractJson.Wire.ItemRequest) is not { } call) return;
        var (token, request) = call;
        if (!TrySubject(request.Identifier, request.SubjectKey, out var subject)) { await Refusal.BodyMalformed.Write(http); return; }
        if (tokens.Admit(token, subject, request.Id) is { } refusal) { await refusal.Write(http); return; }
        var items = Items(request.Identifier, request.SubjectKey, token, someoneElse);
        var item = someoneElse ? items.FirstOrDefault() : items.Find(it => it.Id == request.Id && it.Kind == request.Kind);
        if (item is null) await Refusal.ItemUnknown.Write(http);
        else await Write(http, new ItemAnswer(time.GetUtcNow(), item), ContractJson.Wire.ItemAnswer);
    }

    private async Task<(Token Token, T Request)?> Open<T>(HttpContext http, JsonTypeInfo<T> type)
        where T : class
    {
        if (await ReadBody(http) is not { } body) { await Refusal.BodyMalformed.Write(http); return null; }
        var (token, refusal) = await tokens.Open(http.Request.Headers.Authorization, body, http.RequestAborted);
        if (token is null) { await refusal!.Write(http); return null; }
        try
        {
            if (JsonSerializer.Deserialize(body.Span, type) is { } request) return (token, request);
        }
        catch (JsonException)
        {
            // Answered below; what was in the body is nobody's business but the person's.
        }
        await Refusal.BodyMalformed.Write(http);
        return null;
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadBody(HttpContext http)
    {
        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(http.RequestAborted);
            if (read.Buffer.Length > MostBodyBytes) return null;
            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return bytes;
            }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    // Newest first, of the areas that the token names.
    private List<Item> Items(Identifier identifier, string subjectKey, Token token, bool someoneElse)
    {
        var person = identifier.Type == IdentifierType.Cpr ? people.ByCpr(identifier.Value) : null;
        if (person is null || !people.At(person, settings.Today()).IsAlive) return [];
        if (someoneElse) person = Other(person);
        if (person.Volume == Volume.Nothing || !TrySubject(new(IdentifierType.Cpr, person.Cpr!), subjectKey, out var subject)) return [];
        var desk = new Desk(source, people, person, settings.Today(), subject);
        source.Fill(desk);
        var items = desk.Items.FindAll(it => token.Areas.Contains(it.Area));
        items.Sort(static (a, b) => Page.Compare(a, b));
        return items;
    }

    // Somebody else of whom the source holds much.
    private static Person Other(Person person) => Persona.ById(person.Volume == Volume.Many ? "sofie-krogh" : "karen-mose")!.Person;

    private IEnumerable<Area> Offered(string[] codes) => source.Areas.Where(it => codes.Contains(it.Code));

    // Rule 7, from the record's own number.
    private static bool TrySubject(Identifier identifier, string subjectKey, out string subject)
    {
        subject = "";
        var digits = identifier.Type == IdentifierType.Cpr ? 10 : 8;
        if (identifier.Value.Length != digits || identifier.Value.AsSpan().ContainsAnyExceptInRange('0', '9')) return false;
        Span<byte> key = stackalloc byte[33];
        if (subjectKey.Length != 43 || !Base64Url.IsValid(subjectKey) || !Base64Url.TryDecodeFromChars(subjectKey, key, out var length) || length != 32) return false;
        Span<byte> message = stackalloc byte[10];
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(key[..32], message[..Encoding.ASCII.GetBytes(identifier.Value, message)], hash);
        subject = Base64Url.EncodeToString(hash);
        return true;
    }

    private static string VersionOf(Count[] counts, Item[] items)
    {
        var answer = new OverviewAnswer { Version = "", AsOf = default, Counts = counts, Items = items };
        return Base64Url.EncodeToString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(answer, ContractJson.Wire.OverviewAnswer)).AsSpan(0, 16));
    }

    private static async Task Write<T>(HttpContext http, T answer, JsonTypeInfo<T> type)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(answer, type);
        http.Response.ContentType = "application/json";
        if (HttpMethods.IsPost(http.Request.Method)) http.Response.Headers.CacheControl = "no-store";
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }
}
