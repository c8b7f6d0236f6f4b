using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Overblik.Source;

/// <summary>A hub that may call, with what is agreed.</summary>
internal sealed record Hub(string Issuer, HubKeys Keys, string[] Areas, Assurance Assurance);

/// <summary>The keys of all hubs, fetched once for all sources of the program.</summary>
internal sealed class HubDirectory(TimeProvider time, ILogger<HubDirectory> log) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(2) };
    private readonly ConcurrentDictionary<Uri, HubKeys> _keys = new();

    /// <summary>The hub of the options; a <see cref="SourceConfigurationException"/> that says what to mend where they cannot be used.</summary>
    public Hub Of(HubOptions options, SourceInfo info)
    {
        if (options.Issuer.Length == 0) throw new SourceConfigurationException($"A hub of the source '{info.Id}' has no Issuer. Write the hub's name in its tokens, e.g. https://overblik.example.");
        var jwks = options.Jwks ?? (Uri.TryCreate(options.Issuer.TrimEnd('/') + "/.well-known/jwks.json", UriKind.Absolute, out var usual) ? usual : null);
        if (jwks is not { IsAbsoluteUri: true, Scheme: "http" or "https" }) throw new SourceConfigurationException($"The hub '{options.Issuer}' of the source '{info.Id}' needs Jwks: the full address of its keys.");
        var offered = info.Areas.Select(it => it.Code).ToArray();
        if (options.Areas.Except(offered).FirstOrDefault() is { } unknown) throw new SourceConfigurationException($"The source '{info.Id}' has no area '{unknown}', which is agreed with {options.Issuer}. It has: {string.Join(", ", offered)}.");
        return new(options.Issuer, _keys.GetOrAdd(jwks, it => new(_http, it, time, log)), options.Areas.Count > 0 ? [.. options.Areas] : offered, options.Assurance);
    }

    public void Dispose()
    {
        foreach (var keys in _keys.Values) keys.Dispose();
        _http.Dispose();
    }
}

/// <summary>The source's description or its configuration cannot be used; the message says what to mend.</summary>
public sealed class SourceConfigurationException(string message) : Exception(message);
