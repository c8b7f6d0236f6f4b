using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Overblik.Source;

/// <summary>The three calls of the contract for one source.</summary>
internal sealed partial class SourceApi(ISource source, SourceOptions options, Hub[] hubs, TimeProvider time, ILogger log)
{
    private const int MostBodyBytes = 64 * 1024;

    private readonly SourceInfo _info = source.Info;
    private readonly TokenCheck _tokens = new(source.Info.Id, hubs, time);
    private readonly ReadOnlyMemory<byte> _capabilities = JsonSerializer.SerializeToUtf8Bytes(CapabilitiesOf(source.Info, options), ContractJson.Wire.Capabilities);

    public Task Capabilities(HttpContext http)
    {
        http.Response.Headers.CacheControl = "public, max-age=3600";
        return Write(http, _capabilities);
    }

    public async Task Overview(HttpContext http)
    {
        if (await Open(http, ContractJson.Wire.OverviewRequest, static _ => null) is not { } call) return;
        var (token, request, subject) = call;
        if (await Ask(http, token, subject, request.Municipality, source.Find) is not { } found) return;
        var items = found.Where(it => token.Areas.Contains(it.Area)).ToList();
        items.Sort(Page.Compare);
        var offered = _info.Areas.Where(it => token.Areas.Contains(it.Code)).SelectMany(it => it.Kinds).Distinct().Order().ToArray();
        var page = new Page(items, offered, request, options.PageSize, subject);
        if (page.Refusal is { } invalid) { await invalid.Write(http); return; }

        // The version is a hash of the answer itself, so that it changes exactly when the answer does.
        var content = JsonSerializer.SerializeToUtf8Bytes(new OverviewContent(page.Counts, page.Items), ContractJson.Wire.OverviewContent);
        var version = Base64Url.EncodeToString(SHA256.HashData(content).AsSpan(0, 16));
        var head = $$"""{"version":"{{version}}","asOf":"{{time.GetUtcNow():O}}",""";
        byte[] answer = request.KnownVersion == version ? [.. Ascii(head), .. "\"unchanged\":true}"u8] : [.. Ascii(head), .. content.AsSpan(1)];
        await Write(http, answer);
    }

    public async Task Item(HttpContext http)
    {
        if (await Open(http, ContractJson.Wire.ItemRequest, static it => it.Id) is not { } call) return;
        var (token, request, subject) = call;
        var found = await Ask(http, token, subject, municipality: null,
            async (question, cancel) => await source.FindOne(question, request.Kind, request.Id, cancel) is { } one ? [one] : []);
        if (found is null) return;
        if (found.FirstOrDefault(it => token.Areas.Contains(it.Area)) is not { } item) await Refusal.ItemUnknown.Write(http);
        else await Write(http, JsonSerializer.SerializeToUtf8Bytes(new ItemAnswer(time.GetUtcNow(), item with { Subject = subject.Of(item.Holder) }), ContractJson.Wire.ItemAnswer));
    }

    // A call that may go on to the source's data; otherwise it is answered already.
    private async Task<(Token Token, T Request, Subject Subject)?> Open<T>(HttpContext http, JsonTypeInfo<T> type, Func<T, string?> itemId)
        where T : class, IRequest
    {
        if (await ReadBody(http) is not { } body) { await Refusal.BodyMalformed.Write(http); return null; }
        var (token, hub, refusal) = await _tokens.Open(http.Request.Headers.Authorization, body, http.RequestAborted);
        if (token is null) { await refusal!.Write(http); return null; }
        T? request = null;
        try
        {
            request = JsonSerializer.Deserialize(body.Span, type);
        }
        catch (JsonException)
        {
            // Answered below; what was in the body is nobody's business but the person's.
        }
        if (request is null || Subject.Read(request.Identifier, request.SubjectKey) is not { } subject) { await Refusal.BodyMalformed.Write(http); return null; }
        if (_tokens.Admit(token, hub!, subject.Value, itemId(request)) is { } no) { await no.Write(http); return null; }
        return (token, request, subject);
    }

    // What the source found, none of it another person's; otherwise the call is answered already.
    private async Task<IReadOnlyCollection<Item>?> Ask(HttpContext http, Token token, Subject subject, string? municipality, Func<Question, CancellationToken, ValueTask<IReadOnlyCollection<Item>>> find)
    {
        if (!_info.Identifiers.Contains(subject.Person.Type)) return [];
        try
        {
            var found = await find(new(subject.Person, token.Areas, municipality, token.Purpose == "reminder"), http.RequestAborted);
            if (!options.StopsMixUps || found.All(it => it.Holder == subject.Person)) return found;
            LogMixUp(log, _info.Id);
        }
        catch (Exception failure) when (!http.RequestAborted.IsCancellationRequested)
        {
            LogFailure(log, _info.Id, failure);
        }
        await Refusal.Unavailable.Write(http);
        return null;
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadBody(HttpContext http)
    {
        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(http.RequestAborted);
            if (read.Buffer.Length > MostBodyBytes)
            {
                reader.AdvanceTo(read.Buffer.End);
                return null;
            }
            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return bytes;
            }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static Capabilities CapabilitiesOf(SourceInfo info, SourceOptions options) => new()
    {
        Source = info.Id,
        Authority = info.Authority,
        Authorities = info.Authorities,
        Versions = ["v1"],
        Identifiers = info.Identifiers,
        Areas = info.Areas,
        Freshness = info.Freshness,
        Contact = info.Contact,
        Maintenance = info.Maintenance,
        TestPeople = options.TestPeople.Count == 0 ? null : [.. options.TestPeople.Select(it => it.Length == 8 ? Identifier.Cvr(it) : Identifier.Cpr(it))],
    };

    private static byte[] Ascii(string text) => System.Text.Encoding.ASCII.GetBytes(text);

    private static Task Write(HttpContext http, ReadOnlyMemory<byte> json)
    {
        http.Response.ContentType = "application/json";
        if (HttpMethods.IsPost(http.Request.Method)) http.Response.Headers.CacheControl = "no-store";
        http.Response.ContentLength = json.Length;
        return http.Response.Body.WriteAsync(json, http.RequestAborted).AsTask();
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The source {Source} found items of somebody else than the person asked about. Nothing was answered. Look for the mix-up where Holder is set.")]
    private static partial void LogMixUp(ILogger log, string source);

    [LoggerMessage(Level = LogLevel.Error, Message = "The source {Source} could not find a person's items; the hub was answered 503.")]
    private static partial void LogFailure(ILogger log, string source, Exception failure);
}
