using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Overblik.SignIn;

/// <summary>The client's public keys: fetched when an assertion names one that is not known yet, so that neither the order of starting nor a new key matters.</summary>
internal sealed class ClientKeys(ClientSettings client, IServiceScopeFactory scopes, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(3), MaxResponseContentBufferSize = 64 * 1024 };
    private readonly SemaphoreSlim _fetching = new(1);
    private HashSet<string> _known = [];
    private long? _fetchedAt;

    private Task? _registered;

    /// <summary>Enters the client in the store, once. The first call, at the start, spares the first visitor the wait.</summary>
    public Task Register() => LazyInitializer.EnsureInitialized(ref _registered, () => Task.Run(() => Save([])));

    private async Task Ensure(string kid, CancellationToken cancel)
    {
        if (_known.Contains(kid)) return;
        await _fetching.WaitAsync(cancel);
        try
        {
            if (_known.Contains(kid) || (_fetchedAt is { } at && time.GetElapsedTime(at) < Pause)) return;
            var set = new JsonWebKeySet(client.JwksFile is { } file ? await File.ReadAllTextAsync(file, cancel) : await _http.GetStringAsync(client.JwksUri, cancel));
            await Save(set.Keys);
            _known = [.. set.Keys.Select(it => it.Kid)];
            _fetchedAt = time.GetTimestamp();
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or ArgumentException or JsonException || (failure is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            // The assertion is then refused for want of a key, and the next one asks again.
        }
        finally
        {
            _fetching.Release();
        }
    }

    private async Task Save(IEnumerable<JsonWebKey> keys)
    {
        await using var scope = scopes.CreateAsyncScope();
        var applications = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
        var descriptor = new OpenIddictApplicationDescriptor
        {
            ClientId = client.Id,
            ClientType = ClientTypes.Confidential,
            ConsentType = ConsentTypes.Implicit,
            DisplayName = "Overblik",
            JsonWebKeySet = new JsonWebKeySet(),
            Permissions =
            {
                Permissions.Endpoints.PushedAuthorization, Permissions.Endpoints.Authorization, Permissions.Endpoints.Token, Permissions.Endpoints.EndSession,
                Permissions.GrantTypes.AuthorizationCode, Permissions.ResponseTypes.Code, Permissions.Scopes.Profile, Permissions.Prefixes.Scope + "cpr", Permissions.Prefixes.Scope + SignInPages.Staff,
            },
            Requirements = { Requirements.Features.ProofKeyForCodeExchange, Requirements.Features.PushedAuthorizationRequests },
        };
        descriptor.RedirectUris.UnionWith(client.RedirectUris);
        descriptor.PostLogoutRedirectUris.UnionWith(client.PostLogoutRedirectUris);
        foreach (var key in keys.Where(it => it.Kty == "EC" && it.Use is (null or "sig")).DefaultIfEmpty(Nobodys()))
        {
            key.Use = "sig";
            descriptor.JsonWebKeySet.Keys.Add(key);
        }
        if (await applications.FindByClientIdAsync(client.Id) is { } existing) await applications.UpdateAsync(existing, descriptor);
        else await applications.CreateAsync(descriptor);
    }

    // OpenIddict wants a key from the start; nobody has the private half of this one.
    private static JsonWebKey Nobodys()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var q = key.ExportParameters(false).Q;
        return new() { Kty = "EC", Crv = "P-256", Kid = "nobodys", X = Base64UrlEncoder.Encode(q.X), Y = Base64UrlEncoder.Encode(q.Y) };
    }

    public void Dispose()
    {
        _http.Dispose();
        _fetching.Dispose();
    }

    /// <summary>Runs just before OpenIddict checks a client assertion.</summary>
    internal sealed class BeforeAssertion(ClientKeys keys) : IOpenIddictServerHandler<ProcessAuthenticationContext>
    {
        public async ValueTask HandleAsync(ProcessAuthenticationContext context)
        {
            if (context.ClientAssertion is { Length: > 0 } assertion && KeyId(assertion) is { } kid) await keys.Ensure(kid, context.CancellationToken);
        }

        private static string? KeyId(string assertion)
        {
            try
            {
                using var header = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(assertion.Split('.')[0]));
                return header.RootElement.TryGetProperty("kid", out var kid) ? kid.GetString() : null;
            }
            catch (Exception failure) when (failure is JsonException or FormatException or InvalidOperationException)
            {
                return null;
            }
        }
    }
}
