using System.Buffers.Text;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Overblik.Source;

/// <summary>
/// The hub's public keys: fetched at the first need, again when a token names an unknown one (at most every few seconds), and every ten minutes while they are used,
/// so that a key that the hub has withdrawn ends.
/// </summary>
internal sealed partial class HubKeys(HttpClient http, Uri jwks, TimeProvider time, ILogger log) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Old = TimeSpan.FromMinutes(10);
    private const int MostBytes = 64 * 1024;

    private readonly SemaphoreSlim _fetching = new(1);
    private FrozenDictionary<string, ECDsa> _keys = FrozenDictionary<string, ECDsa>.Empty;
    private long? _fetchedAt;
    private long? _failedAt;

    /// <summary>The key of an id; null where the hub has none of that id. Throws <see cref="HubUnreachableException"/> where nobody can tell.</summary>
    public async ValueTask<ECDsa?> Find(string kid, CancellationToken cancel)
    {
        if (_keys.TryGetValue(kid, out var key))
        {
            if (_fetchedAt is { } then && time.GetElapsedTime(then) > Old && _fetching.Wait(0, CancellationToken.None)) _ = Refresh();
            return key;
        }
        await _fetching.WaitAsync(cancel);
        try
        {
            if (_keys.TryGetValue(kid, out key)) return key;
            if (_fetchedAt is { } at && time.GetElapsedTime(at) < Pause) return null;
            // A hub that hangs must not make every call wait its turn for it.
            if (HasJustFailed) throw new HubUnreachableException();
            await Fetch(cancel);
        }
        finally
        {
            _fetching.Release();
        }
        return _keys.GetValueOrDefault(kid);
    }

    private bool HasJustFailed => _failedAt is { } at && time.GetElapsedTime(at) < Pause / 3;

    // Nobody waits for it: the keys at hand stay good meanwhile.
    private async Task Refresh()
    {
        try
        {
            if (!HasJustFailed) await Fetch(CancellationToken.None);
        }
        catch (HubUnreachableException)
        {
            // Logged; the next use tries again.
        }
        finally
        {
            _fetching.Release();
        }
    }

    private async Task Fetch(CancellationToken cancel)
    {
        try
        {
            using var answer = await http.GetAsync(jwks, HttpCompletionOption.ResponseHeadersRead, cancel);
            answer.EnsureSuccessStatusCode();
            await answer.Content.LoadIntoBufferAsync(MostBytes, cancel);
            using var json = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(cancel), default, cancel);
            _keys = Read(json.RootElement);
            (_fetchedAt, _failedAt) = (time.GetTimestamp(), null);
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException or CryptographicException
            || (failure is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            _failedAt = time.GetTimestamp();
            LogUnreachable(log, jwks, failure.Message);
            throw new HubUnreachableException(failure);
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

    public void Dispose() => _fetching.Dispose();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The hub's keys could not be fetched from {Jwks}; calls with keys that are not known yet are answered 503. {Reason}")]
    private static partial void LogUnreachable(ILogger log, Uri jwks, string reason);
}

/// <summary>The hub's keys could not be had: the call is answered 503, for the token may well be right.</summary>
internal sealed class HubUnreachableException(Exception? inner = null) : Exception("The hub's keys could not be fetched.", inner);
