using System.Buffers.Text;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Overblik.Source;

/// <summary>
/// The hub's public keys: fetched at the first need, again when a token names an unknown one, and every ten minutes while they are used, so that a key that the hub
/// has withdrawn ends. A fetch begins three seconds after the last one at the earliest, however many calls ask for it and whatever became of it.
/// </summary>
internal sealed partial class HubKeys(HttpClient http, Uri jwks, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Old = TimeSpan.FromMinutes(10);
    private const int MostBytes = 64 * 1024;

    private readonly Lock _lock = new();
    private volatile Fetched _latest = new(FrozenDictionary<string, ECDsa>.Empty, At: 0);
    private Task<bool>? _fetch;
    private long _begun;

    private sealed record Fetched(FrozenDictionary<string, ECDsa> Keys, long At);

    /// <summary>The key of an id; null where the hub has none of that id. Throws <see cref="HubUnreachableException"/> where nobody can tell.</summary>
    public async ValueTask<ECDsa?> Find(string kid, CancellationToken cancel)
    {
        var (keys, at) = _latest;
        if (keys.TryGetValue(kid, out var key))
        {
            // Nobody waits for it: the keys at hand stay good meanwhile.
            if (time.GetElapsedTime(at) > Old) _ = Fetch();
            return key;
        }
        if (!await Fetch().WaitAsync(cancel)) throw new HubUnreachableException();
        return _latest.Keys.GetValueOrDefault(kid);
    }

    // The fetch that is under way or has just ended, or a new one; true where the keys were had. A caller who hangs up does not end it, so that the others need no new one.
    private Task<bool> Fetch()
    {
        lock (_lock)
        {
            if (_fetch is { IsCompleted: false } || (_fetch is not null && time.GetElapsedTime(_begun) < Pause)) return _fetch;
            _begun = time.GetTimestamp();
            return _fetch = FetchNow();
        }
    }

    private async Task<bool> FetchNow()
    {
        try
        {
            using var answer = await http.GetAsync(jwks, HttpCompletionOption.ResponseHeadersRead);
            answer.EnsureSuccessStatusCode();
            await answer.Content.LoadIntoBufferAsync(MostBytes);
            using var json = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync());
            _latest = new(Read(json.RootElement), time.GetTimestamp());
            return true;
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException or CryptographicException)
        {
            LogUnreachable(log, jwks, failure.Message);
            return false;
        }
    }

    private static FrozenDictionary<string, ECDsa> Read(JsonElement jwks)
    {
        var keys = new Dictionary<string, ECDsa>();
        foreach (var key in jwks.GetProperty("keys").EnumerateArray())
        {
            if (!key.TryGetProperty("kid", out var kid) || key.GetProperty("kty").GetString() != "EC" || key.GetProperty("crv").GetString() != "P-256") continue;
            keys[kid.GetString()!] = ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = { X = Base64Url.DecodeFromChars(key.GetProperty("x").GetString()), Y = Base64Url.DecodeFromChars(key.GetProperty("y").GetString()) },
            });
        }
        return keys.ToFrozenDictionary();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The hub's keys could not be fetched from {Jwks}; calls with keys that are not known yet are answered 503. {Reason}")]
    private static partial void LogUnreachable(ILogger log, Uri jwks, string reason);
}

/// <summary>The hub's keys could not be had: the call is answered 503, for the token may well be right.</summary>
internal sealed class HubUnreachableException() : Exception("The hub's keys could not be fetched.");
