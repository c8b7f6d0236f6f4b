namespace Overblik.SignIn;

/// <summary>The one client: the portal.</summary>
internal sealed record ClientSettings(string Id, IReadOnlyList<Uri> RedirectUris, IReadOnlyList<Uri> PostLogoutRedirectUris, Uri? JwksUri, string? JwksFile)
{
    public static ClientSettings Read(IConfiguration configuration)
    {
        var client = configuration.GetSection("Client");
        var file = client["Jwks"];
        return new(
            client["Id"] ?? "overblik",
            Uris(client, "RedirectUris", "http://localhost:5080/log-ind/svar"),
            Uris(client, "PostLogoutRedirectUris", "http://localhost:5080/log-ud/svar"),
            file is null ? new Uri(client["JwksUri"] ?? "http://localhost:5080/.well-known/client-jwks.json") : null,
            file);
    }

    // One value with commas, or a list: Client:RedirectUris=a,b or Client:RedirectUris:0=a.
    private static Uri[] Uris(IConfiguration client, string name, string standard)
    {
        var list = client.GetSection(name).GetChildren().Select(it => it.Value!).ToArray();
        return [.. (list.Length > 0 ? list : (client[name] ?? standard).Split(',', StringSplitOptions.TrimEntries)).Select(it => new Uri(it))];
    }
}
