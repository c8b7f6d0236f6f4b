using System.Buffers.Text;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;

namespace Overblik.Authorities;

/// <summary>The hub's public keys: fetched at the first need and again when a token names an unknown one, at most every few seconds.</summary>
internal sealed class HubKeys(HttpClient http, Uri jwks, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);
    private const int MostBytes = 64 * 1024;

    private readonly SemaphoreSlim _fetching = new(1);
    private FrozenDictionary<string, ECDsa> _keys = FrozenDictionary<string, ECDsa>.Empty;
    private long? _fetchedAt;
    private long? _failedAt;

    /// <summary>The key of an id; null where the hub has none of that id. Throws <see cref="HubUnreachableException"/> where nobody can tell.</summary>
    public async ValueTask<ECDsa?> Find(string kid, CancellationToken cancel)
    {
        if (_keys.TryGetValue(kid, out var key)) return key;
        await _fetching.WaitAsync(cancel);
        try
        {
            if (_keys.TryGetValue(kid, out key)) return key;
            if (_fetchedAt is { } at && time.GetElapsedTime(at) < Pause) return null;
            // A hub that hangs must not make every call wait its turn for it.
            if (_failedAt is { } failed && time.GetElapsedTime(failed) < Pause / 3) throw new HubUnreachableException();
            _failedAt = null;
            _keys = await Fetch(cancel);
            _fetchedAt = time.GetTimestamp();
        }
        catch (HubUnreachableException)
        {
            _failedAt ??= time.GetTimestamp();
            throw;
        }
        finally
        {
            _fetching.Release();
        }
        return _keys.GetValueOrDefault(kid);
    }

    private async Task<FrozenDictionary<string, ECDsa>> Fetch(CancellationToken cancel)
    {
        try
        {
            using var answer = await http.GetAsync(jwks, HttpCompletionOption.ResponseHeadersRead, cancel);
            answer.EnsureSuccessStatusCode();
            await answer.Content.LoadIntoBufferAsync(MostBytes, cancel);
            using var json = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(cancel), default, cancel);
            var keys = new Dictionary<string, ECDsa>();
            foreach (var key in json.RootElement.GetProperty("keys").EnumerateArray())
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
        catch (Exception failure) when (failure is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException or CryptographicException
            || (failure is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            throw new HubUnreachableException(failure);
        }
    }

    public void Dispose() => _fetching.Dispose();
}

/// <summary>The hub's keys could not be had: the call is answered 503, for the token may well be right.</summary>
internal sealed class HubUnreachableException(Exception? inner = null) : Exception("The hub's keys could not be fetched.", inner);
