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

    /// <summary>The hub of options that <see cref="StartCheck"/> has found good.</summary>
    public Hub Of(HubOptions options, SourceInfo info) =>
        new(options.Issuer, _keys.GetOrAdd(options.KeysAddress!, it => new(_http, it, time, log)), options.Areas.Count > 0 ? [.. options.Areas] : [.. info.Areas.Select(it => it.Code)], options.Assurance);

    public void Dispose() => _http.Dispose();
}
