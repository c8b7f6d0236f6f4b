using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Overblik.Platform;

namespace Overblik.Web;

/// <summary>What stands between the browser and this node.</summary>
internal static class Proxies
{
    /// <summary>
    /// Behind a proxy its address, or its network, stands in <c>Proxies:Known</c>: then it is believed about whom a request comes from.
    /// Without that no forwarded header is believed.
    /// </summary>
    public static void AddProxies(this IHostApplicationBuilder app)
    {
        var (proxies, networks) = (new List<IPAddress>(), new List<System.Net.IPNetwork>());
        var section = app.Configuration.GetSection("Proxies:Known");
        foreach (var known in section.GetChildren().Prepend(section).Select(setting => setting.Value).Where(value => !string.IsNullOrEmpty(value)))
        {
            if (IPAddress.TryParse(known, out var proxy)) proxies.Add(proxy);
            else if (System.Net.IPNetwork.TryParse(known, out var network)) networks.Add(network);
            else throw new StartupException($"Proxies:Known must hold addresses (10.0.0.7) or networks (10.0.0.0/8), not '{known}'.");
        }
        app.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = proxies.Count + networks.Count > 0 ? ForwardedHeaders.XForwardedFor : ForwardedHeaders.None;
            foreach (var proxy in proxies) options.KnownProxies.Add(proxy);
            foreach (var network in networks) options.KnownIPNetworks.Add(network);
        });
    }

    /// <summary>
    /// The portal's address is the configured one, whatever the request or a proxy calls it: the broker's return addresses are made of it,
    /// and whether a cookie is secure depends on it.
    /// </summary>
    public static void UsePublicAddress(this WebApplication app)
    {
        var url = app.Services.GetRequiredService<Site>().Url;
        var host = new HostString(url.Authority);
        app.Use((http, next) =>
        {
            (http.Request.Scheme, http.Request.Host) = (url.Scheme, host);
            return next(http);
        });
    }
}
