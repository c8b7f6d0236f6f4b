using Overblik.Population;
using Overblik.Sim;

namespace Overblik.Authorities;

/// <summary>One process that plays every authority, each under its own base path.</summary>
internal static class AuthoritiesApp
{
    public static WebApplication Build(string[] args, TimeProvider? time = null)
    {
        var builder = Site.Create(args, "http://localhost:5082", time);
        builder.Services.ConfigureHttpJsonOptions(it => it.SerializerOptions.TypeInfoResolverChain.Insert(0, ContractJson.Wire));
        var app = builder.Build();
        var clock = app.Services.GetRequiredService<TimeProvider>();
        var configuration = app.Configuration;
        var settings = new Settings(
            Site.BusinessDate(configuration, clock),
            configuration.GetValue("PageSize", 100),
            TimeSpan.FromMilliseconds(configuration.GetValue("Delay", 0)));
        var people = new People(configuration.GetValue("Seed", People.DefaultSeed), configuration.GetValue("Population", People.DefaultCount));
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(2) };
        var keys = new HubKeys(http, new Uri(configuration["Hub:Jwks"] ?? "http://localhost:5080/.well-known/jwks.json"), clock);
        app.Lifetime.ApplicationStopped.Register(() => { keys.Dispose(); http.Dispose(); });
        var issuer = configuration["Hub:Issuer"] ?? "http://localhost:5080";
        var faults = new FaultyCalls(settings, clock);

        app.UseSite();
        foreach (var source in Source.All)
        {
            var areas = Agreed(source, configuration[$"Areas:{source.Id}"]);
            var tokens = new TokenCheck(source.Id, issuer, areas, configuration[$"Assurance:{source.Id}"] ?? "substantial", keys, clock);
            var api = new SourceApi(source, people, tokens, areas, settings, clock);
            app.MapGet($"/{source.Id}/v1/capabilities", (HttpContext it) => faults.Run(it, source.Id, (call, _) => api.Capabilities(call)));
            app.MapPost($"/{source.Id}/v1/overview", (HttpContext it) => faults.Run(it, source.Id, api.Overview));
            app.MapPost($"/{source.Id}/v1/item", (HttpContext it) => faults.Run(it, source.Id, api.Item));
            if (configuration[$"Faults:{source.Id}"] is { Length: > 0 } fault) faults.Set(source.Id, Fault.Parse(fault));
        }
        HomePage.Map(app, Source.All, faults);
        return app;
    }

    // Which areas are agreed with the hub: all, unless Areas:<source> lists some.
    private static string[] Agreed(Source source, string? listed) =>
        [.. source.Areas.Select(it => it.Code).Where(it => listed is null || listed.Split(',', StringSplitOptions.TrimEntries).Contains(it))];
}
