using System.Buffers.Text;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Overblik.Cli.SourceCheck;

/// <summary>The source under test: asks it as the hub would, or wrongly on purpose, and holds what it has said.</summary>
internal sealed class Probe : IDisposable
{
    public static readonly TimeSpan KeyPatience = TimeSpan.FromSeconds(10);
    private const int MostLost = 3;
    private readonly byte[] _subjectKey = RandomNumberGenerator.GetBytes(32);
    private readonly string _root;
    private readonly CheckOptions _options;
    private readonly HttpMessageInvoker _connections;
    private int _lost;
    private Reply? _second;

    public Probe(CheckOptions options, Hub hub, TimeProvider time)
    {
        (_options, Hub, Time) = (options, hub, time);
        _root = options.Url.AbsoluteUri.TrimEnd('/') + "/v1/";
        _connections = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = options.TimeLimit, ActivityHeadersPropagator = null });
    }

    public Hub Hub { get; }
    public TimeProvider Time { get; }
    public TimeSpan TimeLimit => _options.TimeLimit;

    /// <summary>What it said of itself; the answers to the test person's overview. Set by the checks that nothing can be told without.</summary>
    public Reply Capabilities { get; set; } = null!;
    public Reply Overview { get; set; } = null!;

    /// <summary>What paging through came to, once somebody has.</summary>
    public Checks.Walk? Walk { get; set; }

    /// <summary>The slowest good answer.</summary>
    public Reply? Slowest { get; private set; }

    /// <summary>Whether so many calls in a row got no answer that more of them would only take time.</summary>
    public bool IsSilent => _lost >= MostLost;

    public string Id => Capabilities.Json!.Value.GetProperty("source").GetString()!;

    public string[] Areas => _options.Areas ?? [.. Offered.Keys];

    /// <summary>The kinds of each area that the source offers.</summary>
    public IReadOnlyDictionary<string, string[]> Offered => Capabilities.Json!.Value.GetProperty("areas").EnumerateArray().DistinctBy(it => it.GetProperty("code").GetString())
        .ToDictionary(it => it.GetProperty("code").GetString()!, it => it.GetProperty("kinds").EnumerateArray().Select(kind => kind.GetString()!).ToArray());

    /// <summary>The test people: those given, or those whom the source lists.</summary>
    public IReadOnlyList<TestPerson> People => _options.People.Length > 0 ? _options.People : !Capabilities.Json!.Value.TryGetProperty("testPeople", out var listed) ? []
        : [.. listed.EnumerateArray().Select(it => new TestPerson(it.GetProperty("type").GetString()!, it.GetProperty("value").GetString()!))];

    /// <summary>The test person with items.</summary>
    public TestPerson Known => People[0];

    /// <summary>Another one, for the mix-ups; null where there is none.</summary>
    public TestPerson? Second => People.FirstOrDefault(it => it != Known);

    public TestPerson Unknown => _options.Unknown ?? (Known.Type == "cvr" ? TestPerson.NoCompany : TestPerson.Nobody);

    public JsonElement Answer => Overview.Json!.Value;

    public IReadOnlyList<JsonElement> Items => [.. Answer.GetProperty("items").EnumerateArray()];

    /// <summary>The subject of a person, rule 7.</summary>
    public string SubjectOf(string value) => Base64Url.EncodeToString(HMACSHA256.HashData(_subjectKey, Encoding.ASCII.GetBytes(value)));

    /// <summary>Asks for a person's overview. What is given spoils one thing of a call that is right otherwise.</summary>
    /// <param name="body">Changes the request.</param>
    /// <param name="claims">Changes the token's claims.</param>
    /// <param name="token">Makes the token from the claims in another way; null for none.</param>
    public Task<Reply> Ask(TestPerson person, Action<JsonObject>? body = null, Action<JsonObject>? claims = null, Func<JsonObject, string?>? token = null, bool gzip = true)
    {
        var request = Request(person);
        body?.Invoke(request);
        return Ask("overview", Bytes(request), person, claims, token, gzip);
    }

    /// <summary>Asks for one item.</summary>
    public Task<Reply> AskItem(TestPerson person, string kind, string id, Action<JsonObject>? claims = null)
    {
        var request = Request(person);
        (request["kind"], request["id"]) = (kind, id);
        return Ask("item", Bytes(request), person, claims);
    }

    public Task<Reply> Ask(string path, byte[] body, TestPerson person, Action<JsonObject>? claims = null, Func<JsonObject, string?>? token = null, bool gzip = true)
    {
        var right = Claims(person, body);
        claims?.Invoke(right);
        return Send(HttpMethod.Post, path, body, token is null ? Hub.Sign(right) : token(right), gzip);
    }

    /// <summary>The second person's overview, asked for once.</summary>
    public async Task<Reply> SecondOverview() => _second ??= await Ask(Second!);

    /// <summary>A right request for a person.</summary>
    public JsonObject Request(TestPerson person) => new()
    {
        ["identifier"] = new JsonObject { ["type"] = person.Type, ["value"] = person.Value },
        ["subjectKey"] = Base64Url.EncodeToString(_subjectKey),
    };

    public static byte[] Bytes(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    /// <summary>Right claims for a body.</summary>
    public JsonObject Claims(TestPerson person, byte[] body)
    {
        var now = Time.GetUtcNow().ToUnixTimeSeconds();
        return new()
        {
            ["iss"] = Hub.Issuer,
            ["aud"] = Id,
            ["sub"] = SubjectOf(person.Value),
            ["jti"] = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)),
            ["iat"] = now,
            ["exp"] = now + 60,
            ["body"] = Base64Url.EncodeToString(SHA256.HashData(body)),
            ["purpose"] = "overview",
            ["acr"] = "substantial",
            ["areas"] = new JsonArray([.. Areas.Select(it => JsonValue.Create(it))]),
        };
    }

    /// <summary>One call, within the time limit and the contract's size.</summary>
    public async Task<Reply> Send(HttpMethod method, string path, byte[]? body = null, string? token = null, bool gzip = true)
    {
        using var request = new HttpRequestMessage(method, _root + path);
        if (body is not null) request.Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
        if (token is not null) request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        if (gzip) request.Headers.AcceptEncoding.Add(new("gzip"));
        var started = Time.GetTimestamp();
        using var stop = new CancellationTokenSource(TimeLimit, Time);
        var (status, headers, bytes) = (0, new List<KeyValuePair<string, string>>(), Array.Empty<byte>());
        var fault = Fault.None;
        try
        {
            using var response = await _connections.SendAsync(request, stop.Token);
            status = (int)response.StatusCode;
            headers.AddRange(response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated).Select(it => KeyValuePair.Create(it.Key, it.Value.ToString())));
            await using var raw = await response.Content.ReadAsStreamAsync(stop.Token);
            await using var content = response.Content.Headers.ContentEncoding.Contains("gzip") ? new GZipStream(raw, CompressionMode.Decompress) : raw;
            bytes = await ReadCapped(content, stop.Token);
            if (bytes.Length > Reply.MaxBytes) fault = Fault.TooLarge;
        }
        catch (OperationCanceledException)
        {
            fault = Fault.TimedOut;
        }
        catch (HttpRequestException failure) when (failure.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError)
        {
            fault = Fault.Unreachable;
        }
        catch (HttpRequestException failure) when (failure.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            fault = Fault.Insecure;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            fault = Fault.Closed;
        }
        catch (InvalidDataException)
        {
            fault = Fault.BadlyPacked;
        }
        var reply = new Reply(path, fault, status, headers, bytes, Time.GetElapsedTime(started), TimeLimit);
        _lost = reply.IsLost ? _lost + 1 : 0;
        if (reply.IsGood && !(Slowest?.Took >= reply.Took)) Slowest = reply;
        return reply;
    }

    /// <summary>A call that everything else rests on: tried again where it is lost, for a source that has just started may need it.</summary>
    public async Task<Reply> Insist(Func<Task<Reply>> call)
    {
        var reply = await call();
        while (reply.IsLost && !IsSilent) reply = await call();
        return reply;
    }

    /// <summary>The good call with a key that is new to the source: tried again while it is refused, for a source fetches the keys at most every few seconds.</summary>
    public async Task<Reply> AskUntilTrusted()
    {
        var started = Time.GetTimestamp();
        var reply = await Insist(() => Ask(Known));
        while (reply.HasStatus(401) && Time.GetElapsedTime(started) < KeyPatience)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), Time);
            reply = await Ask(Known);
        }
        return reply;
    }

    public void Dispose() => _connections.Dispose();

    // One byte too many tells that there is more, and no more than that is read.
    private static async Task<byte[]> ReadCapped(Stream content, CancellationToken stop)
    {
        using var all = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (all.Length <= Reply.MaxBytes)
        {
            var read = await content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, Reply.MaxBytes + 1 - all.Length)), stop);
            if (read == 0) break;
            all.Write(buffer, 0, read);
        }
        return all.ToArray();
    }
}
