using Microsoft.Extensions.Configuration;

namespace Overblik.Platform;

/// <summary>The portal's own public address, the configuration value <c>PublicUrl</c>.</summary>
public sealed class Site(IConfiguration configuration)
{
    public Uri Url { get; } = Uri.TryCreate(configuration["PublicUrl"] ?? "http://localhost:5080", UriKind.Absolute, out var url) && (url.Scheme == "https" || url.IsLoopback)
        ? url
        : throw new StartupException("PublicUrl must be the portal's https address (http only on localhost).");

    /// <summary>The address as the <c>iss</c> of tokens, without a slash at the end.</summary>
    public string Issuer => Url.GetLeftPart(UriPartial.Authority);

    public bool Https => Url.Scheme == "https";
}
