using Microsoft.AspNetCore.Builder;
using Overblik.Authorities;
using Overblik.Population;

namespace Overblik.Sim.Tests;

/// <summary>The authorities on a free port, with a hub that they trust.</summary>
public sealed class Town : IAsyncLifetime
{
    public const string Udk = "udbetaling-danmark";

    private WebApplication? _app;

    internal static readonly People People = new();
    internal static readonly string[] Sources = [.. PlayedSource.All.Select(it => it.Id)];

    internal TestHub Hub { get; private set; } = null!;
    internal HttpClient Client { get; private set; } = null!;

    internal static Person Named(string id) => Persona.ById(id)!.Person;

    /// <summary>Authorities of one's own, for a test that changes them.</summary>
    internal static async Task<Town> With(TimeProvider? time = null, params string[] more)
    {
        var town = new Town();
        await town.Start(time, more);
        return town;
    }

    public async ValueTask InitializeAsync() => await Start(null, []);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_app is not null) await _app.DisposeAsync();
        await Hub.DisposeAsync();
    }

    private async Task Start(TimeProvider? time, string[] more)
    {
        Hub = await TestHub.Start();
        _app = AuthoritiesApp.Build(["--Urls", Local.FreePort, "--Today", "2026-11-23", "--Hub:Issuer", TestHub.Issuer, "--Hub:Jwks", Hub.Jwks, .. more], time);
        await _app.StartAsync();
        Client = Local.Client(_app);
    }
}
