using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Overblik.Identity;

namespace Overblik.Web.Tests;

/// <summary>The way by the broker, there and back.</summary>
public sealed class SignInTests : IAsyncLifetime
{
    private FakeBroker broker = null!;

    public async ValueTask InitializeAsync() => broker = await FakeBroker.Start();

    public ValueTask DisposeAsync() => broker.DisposeAsync();

    [Fact]
    public async Task No_address_at_sign_out_holds_a_token_or_the_number()
    {
        await using var portal = await Portal();
        using var person = portal.Stranger();
        var number = PortalHost.NewNumber();
        broker.Claims["cpr"] = number.Digits;
        using (var back = await broker.SignIn(person)) Assert.Equal("/overblik", back.Headers.Location!.ToString());

        using var away = await person.Submit(await person.Page("/velkommen"), "form[action='/log-ud']");
        var address = away.Headers.Location!;
        var asked = QueryHelpers.ParseQuery(address.Query);
        Assert.Equal(broker.Issuer + "logout", address.GetLeftPart(UriPartial.Path));
        Assert.Equal("overblik", asked["client_id"]);
        Assert.EndsWith("/log-ud/svar", asked["post_logout_redirect_uri"].ToString(), StringComparison.Ordinal);
        Assert.False(asked.ContainsKey("id_token_hint"));
        Assert.DoesNotContain(asked.Values, value => value.ToString().StartsWith("eyJ", StringComparison.Ordinal));
        using (var home = await person.Get("/log-ud/svar?state=" + Uri.EscapeDataString(asked["state"]!))) Assert.Equal("/logget-ud", home.Headers.Location!.ToString());
        await using var db = await portal.Databases.CreateDbContextAsync();
        Assert.False(await db.Set<Session>().AnyAsync());
    }

    private Task<PortalHost> Portal(params string[] settings) => PortalHost.Start(["--Identity:Issuer=" + broker.Issuer, .. settings]);
}
