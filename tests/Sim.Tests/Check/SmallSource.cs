using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Overblik.Sim.Tests;

/// <summary>The smallest source that keeps the contract; each test makes it wrong in one way.</summary>
internal sealed class SmallSource : IAsyncDisposable
{
    public const string Number = "7403929212", Other = "8105942762";
    private const int PageSize = 2;
    private static readonly string[] Kinds = ["case", "debt"];

    private readonly WebApplication _app = Local.Empty();
    private readonly HttpClient _http = new();
    private readonly (string Issuer, string Jwks) _hub;
    private readonly HashSet<string> _used = [];
    private Dictionary<string, ECDsa> _keys = [];

    private SmallSource(string issuer, string jwks) => _hub = (issuer, jwks);

    public Uri Url => new(_app.Urls.First());

    /// <summary>The refusals that it forgets to make, by their code.</summary>
    public HashSet<string> Forgets { get; } = [];

    /// <summary>Answers instead of the source; false where it does not.</summary>
    public Func<HttpContext, Task<bool>> Instead { get; set; } = _ => Task.FromResult(false);

    /// <summary>Changes what is sent: the capabilities, an overview (with its request), an item, a problem (with its request).</summary>
    public Action<JsonObject> Capabilities { get; set; } = _ => { };
    public Action<JsonObject, JsonObject> Overview { get; set; } = (_, _) => { };
    public Action<JsonObject> Item { get; set; } = _ => { };
    public Action<string, JsonObject> Problem { get; set; } = (_, _) => { };

    public static async Task<SmallSource> Start(string issuer, string jwks)
    {
        var source = new SmallSource(issuer, jwks);
        source._app.Use(async (http, next) => { if (!await source.Instead(http)) await next(http); });
        source._app.MapGet("/v1/capabilities", (HttpContext http) => Send(http, 200, Changed(Offer(), source.Capabilities)));
        source._app.MapPost("/v1/overview", (HttpContext http) => source.Answer(http, null));
        source._app.MapPost("/v1/item", (HttpContext http) => source.Answer(http, "id"));
        await source._app.StartAsync();
        return source;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    /// <summary>A person's items, newest first: five cases and a debt.</summary>
    public static List<JsonObject> ItemsOf(string number, string subject) => [.. Enumerable.Range(0, number is Number or Other ? 6 : 0).Select(it => OneItem(number, subject, it))];

    private static JsonObject OneItem(string number, string subject, int i)
    {
        var item = new JsonObject
        {
            ["id"] = $"{(number == Number ? "a" : "b")}{i}", ["kind"] = i < 5 ? "case" : "debt", ["subject"] = subject,
            ["authority"] = Authority(), ["area"] = i < 5 ? "cases" : "debts", ["title"] = Words(), ["open"] = i % 2 == 0, ["updatedAt"] = $"2026-01-{20 - i}T10:00:00+01:00",
            ["controller"] = new JsonObject { ["authority"] = Authority() },
        };
        if (i == 5) item["debt"] = new JsonObject { ["state"] = "due", ["amount"] = new JsonObject { ["value"] = 12.5m, ["currency"] = "DKK" } };
        else item["case"] = new JsonObject { ["status"] = "processing", ["timeline"] = new JsonArray(Step("created", 1), Step("processing", 2)) };
        return item;
    }

    public static JsonObject Words() => new() { ["da"] = "En sag", ["en"] = "A case" };

    public static JsonObject Step(string status, int day) => new() { ["status"] = status, ["at"] = $"2026-01-0{day}T10:00:00+01:00" };

    private static JsonObject Authority() => new() { ["id"] = "99000115", ["name"] = Words() };

    public static JsonObject Offer() => new()
    {
        ["source"] = "small", ["versions"] = new JsonArray("v1"), ["freshness"] = 0, ["contact"] = new JsonObject { ["email"] = "drift@example.invalid" },
        ["areas"] = new JsonArray(
            new JsonObject { ["code"] = "cases", ["name"] = Words(), ["kinds"] = new JsonArray("case") },
            new JsonObject { ["code"] = "debts", ["name"] = Words(), ["kinds"] = new JsonArray("debt") }),
        ["testPeople"] = new JsonArray(new JsonObject { ["type"] = "cpr", ["value"] = Number }, new JsonObject { ["type"] = "cpr", ["value"] = Other }),
    };

    private async Task Answer(HttpContext http, string? item)
    {
        using var reader = new MemoryStream();
        await http.Request.Body.CopyToAsync(reader);
        var body = reader.ToArray();
        var (status, code, answer) = await Judge(http, body, item is not null);
        if (code is null) { await Send(http, 200, answer!); return; }
        var problem = new JsonObject { ["type"] = "urn:overblik:problem:source." + code, ["title"] = code, ["status"] = status };
        Problem(Encoding.UTF8.GetString(body), problem);
        await Send(http, status, problem, "application/problem+json");
    }

    private async Task<(int, string?, JsonObject?)> Judge(HttpContext http, byte[] body, bool isItem)
    {
        (int, string?, JsonObject?) Refuse(int status, string code) => (status, code, null);
        bool Minds(string code) => !Forgets.Contains(code);
        if (http.Request.Headers.Authorization.ToString() is not ['B', 'e', 'a', 'r', 'e', 'r', ' ', .. var token]) return Refuse(401, "token-missing");
        if (await Claims(token, body, Minds) is not ({ } claims, var wrong)) return Refuse(401, "token-invalid");
        if (wrong is not null) return Refuse(401, wrong);
        if (Read(body) is not { } request) return Refuse(400, "body-malformed");
        var number = (string)request["identifier"]!["value"]!;
        var subject = Base64Url.EncodeToString(HMACSHA256.HashData(Base64Url.DecodeFromChars((string)request["subjectKey"]!), Encoding.ASCII.GetBytes(number)));
        if ((string?)claims["sub"] != subject && Minds("token-wrong-subject")) return Refuse(401, "token-wrong-subject");
        if (!_used.Add((string)claims["jti"]!) && Minds("token-replayed")) return Refuse(401, "token-replayed");
        var areas = claims["areas"]!.AsArray().Select(it => (string)it!).ToArray();
        if (areas.Except(["cases", "debts"]).Any() && Minds("area-not-agreed")) return Refuse(403, "area-not-agreed");
        var isReminder = (string?)claims["purpose"] == "reminder" && isItem && (string?)claims["item"] == (string?)request["id"];
        if ((string?)claims["purpose"] != "overview" && !isReminder && Minds("purpose-not-allowed")) return Refuse(403, "purpose-not-allowed");
        if (!isReminder && (string?)claims["acr"] is not ("substantial" or "high") && Minds("assurance-too-low")) return Refuse(403, "assurance-too-low");

        var items = ItemsOf(number, subject).FindAll(it => areas.Contains((string)it["area"]!) || !Minds("areas"));
        if (isItem)
        {
            var pool = Minds("item-unknown") ? items : [.. items, .. ItemsOf(Other, subject)];
            var found = pool.Find(it => (string)it["id"]! == (string?)request["id"] && (string)it["kind"]! == (string?)request["kind"]);
            return found is null ? Refuse(404, "item-unknown") : (200, null, Changed(new() { ["asOf"] = Now(), ["item"] = found }, Item));
        }
        return Page(request, items, subject, Minds) is { } answer ? (200, null, answer) : Refuse(400, "cursor-invalid");
    }

    private JsonObject? Page(JsonObject request, List<JsonObject> all, string subject, Func<string, bool> minds)
    {
        var (only, from) = ((string?)null, 0);
        if ((string?)request["cursor"] is { } cursor)
        {
            if (cursor.Split('.') is not [var kind, var at, var whose] || !int.TryParse(at, out from) || (whose != subject && minds("cursor-invalid"))) return null;
            only = kind;
        }
        var (sent, counts) = (new List<JsonObject>(), new JsonArray());
        foreach (var kind in Kinds)
        {
            var ofKind = all.FindAll(it => (string)it["kind"]! == kind);
            var row = new JsonObject { ["kind"] = kind, ["total"] = ofKind.Count, ["open"] = ofKind.Count(it => (bool)it["open"]!) };
            var wanted = (only ?? kind) != kind || request["kinds"]?.AsArray().Any(it => (string?)it == kind) == false ? [] : ofKind.FindAll(it => (bool?)request["openOnly"] != true || (bool)it["open"]!);
            sent.AddRange(wanted.Skip(from).Take(PageSize));
            if (wanted.Count > from + PageSize) row["cursor"] = $"{kind}.{from + PageSize}.{subject}";
            counts.Add(row);
        }
        var answer = new JsonObject { ["counts"] = counts, ["items"] = new JsonArray([.. sent]) };
        answer["version"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(answer.ToJsonString())));
        answer["asOf"] = Now();
        if ((string?)request["knownVersion"] == (string?)answer["version"]) answer = new() { ["version"] = answer["version"]!.DeepClone(), ["asOf"] = Now(), ["unchanged"] = true };
        Overview(request, answer);
        return answer;
    }

    private static JsonObject? Read(byte[] body)
    {
        try
        {
            var request = JsonNode.Parse(body)!.AsObject();
            var isRight = request["identifier"]!["value"]!.GetValue<string>().Length == 10 && request["subjectKey"]!.GetValue<string>().Length == 43
                && request["openOnly"]?.GetValueKind() is null or JsonValueKind.True or JsonValueKind.False
                && request["kinds"]?.AsArray().All(it => Kinds.Contains(it!.GetValue<string>())) != false
                && (request["cursor"]?.GetValue<string>().Length ?? 0) <= 500;
            return isRight ? request : null;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or NullReferenceException)
        {
            return null;
        }
    }

    // The claims, and what is wrong with them; null where the token is none.
    private async Task<(JsonObject? Claims, string? Wrong)> Claims(string token, byte[] body, Func<string, bool> minds)
    {
        try
        {
            var part = token.Split('.');
            var (header, claims) = (Json(part[0]), Json(part[1]));
            var kid = (string)header["kid"]!;
            if (!_keys.ContainsKey(kid)) await Fetch();
            var isSigned = (string?)header["alg"] == "ES256" && header["crit"] is null && part.Length == 3 && _keys.TryGetValue(kid, out var key)
                && key.VerifyData(Encoding.ASCII.GetBytes(part[0] + "." + part[1]), Base64Url.DecodeFromChars(part[2]), HashAlgorithmName.SHA256);
            var (now, issued, expires) = (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(), (long)claims["iat"]!, (long)claims["exp"]!);
            if (!isSigned && minds("token-invalid") || (string?)claims["iss"] != _hub.Issuer && minds("issuer") || claims["jti"] is null || claims["areas"] is null) return default;
            if (expires < now - (minds("skew") ? 30 : 0) && minds("expired") || expires - issued > 60 && minds("long") || issued > now + 30 && minds("future")) return (claims, "token-expired");
            if ((string?)claims["aud"] != "small" && minds("token-wrong-audience")) return (claims, "token-wrong-audience");
            return (claims, (string?)claims["body"] != Base64Url.EncodeToString(SHA256.HashData(body)) && minds("token-wrong-body") ? "token-wrong-body" : null);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException or NullReferenceException or IndexOutOfRangeException)
        {
            return default;
        }
    }

    private async Task Fetch()
    {
        if (Forgets.Contains("rotation") && _keys.Count > 0) return;
        var keys = JsonNode.Parse(await _http.GetStringAsync(_hub.Jwks))!["keys"]!.AsArray();
        _keys = keys.ToDictionary(it => (string)it!["kid"]!, it => ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256, Q = { X = Base64Url.DecodeFromChars((string)it!["x"]!), Y = Base64Url.DecodeFromChars((string)it["y"]!) },
        }));
    }

    private static JsonObject Json(string part) => JsonNode.Parse(Base64Url.DecodeFromChars(part))!.AsObject();

    private static string Now() => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");

    private static JsonObject Changed(JsonObject json, Action<JsonObject> change)
    {
        change(json);
        return json;
    }

    private static Task Send(HttpContext http, int status, JsonObject json, string type = "application/json")
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        return http.Response.WriteAsync(json.ToJsonString());
    }
}
