using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Overblik.SignIn;

/// <summary>OpenIddict accepts a client assertion twice; RFC 7523, section 3 (7), lets a server refuse the second, and this one does.</summary>
internal sealed class UsedAssertions(TimeProvider time)
{
    private const int Capacity = 100_000;
    private readonly Lock _lock = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, DateTimeOffset> _byEnd = new();

    private bool Use(string id, DateTimeOffset forgetAt)
    {
        lock (_lock)
        {
            while (_byEnd.TryPeek(out var old, out var end) && end < time.GetUtcNow())
            {
                _byEnd.Dequeue();
                _seen.Remove(old);
            }
            if (_seen.Count >= Capacity || !_seen.Add(id)) return false;
            _byEnd.Enqueue(id, forgetAt);
            return true;
        }
    }

    /// <summary>Runs once OpenIddict has found an assertion to be the client's own.</summary>
    internal sealed class AfterAssertion(UsedAssertions used, TimeProvider time) : IOpenIddictServerHandler<ProcessAuthenticationContext>
    {
        // More than the clock skew that the token library allows.
        private static readonly TimeSpan Margin = TimeSpan.FromMinutes(10);

        public ValueTask HandleAsync(ProcessAuthenticationContext context)
        {
            if (context.ClientAssertionPrincipal is not { } assertion) return default;
            var expires = assertion.GetExpirationDate() ?? time.GetUtcNow();
            if (assertion.GetClaim(Claims.JwtId) is not { Length: > 0 and <= 200 } id || !used.Use(id, expires + Margin))
                context.Reject(Errors.InvalidClient, "The client assertion has no jti or has been used before.");
            return default;
        }
    }
}
