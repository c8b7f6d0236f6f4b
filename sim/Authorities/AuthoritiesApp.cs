using Overblik.Population;
using Overblik.Sim;
using Overblik.Source;

namespace Overblik.Authorities;

/// <summary>One process that plays every authority, each under its own base path.</summary>
internal static class AuthoritiesApp
{
    public static WebApplication Build(string[] args, TimeProvider? time = null)
    {
        var builder = Site.Create(args, "http://localhost:5082", time);
        builder.Services.AddSources();
        builder.Services.AddHostedService<LookUpService>();
        builder.Services.ConfigureHttpJsonOptions(it => it.SerializerOptions.TypeInfoResolverChain.Insert(0, FaultJson.Default));
        var app = builder.Build();
        var clock = app.Services.GetRequiredService<TimeProvider>();
        var configuration = app.Configuration;
        var today = Site.BusinessDate(configuration, clock);
        var people = new People(configuration.GetValue("Seed", People.DefaultSeed), configuration.GetValue("Population", People.DefaultCount));
        var faults = new FaultyCalls(TimeSpan.FromMilliseconds(configuration.GetValue("Delay", 0)), clock);

        app.UseSite();
        app.UseRouting();
        foreach (var source in PlayedSource.All)
        {
            app.MapSource(new PlayedApi(source, people, faults, today), Agreement(source, configuration, people, today()), "/" + source.Id).WithMetadata(source);
            if (configuration[$"Faults:{source.Id}"] is { Length: > 0 } fault) faults.Set(source.Id, Fault.Parse(fault));
        }
        app.Use((http, next) => http.GetEndpoint()?.Metadata.GetMetadata<PlayedSource>() is { } source ? faults.Run(http, source.Id, next) : next(http));
        HomePage.Map(app, PlayedSource.All, faults);
        return app;
    }

    // The portal's hub, and the conformance check's, which may see everything.
    private static SourceOptions Agreement(PlayedSource source, IConfiguration configuration, People people, DateOnly today)
    {
        var issuer = configuration["Hub:Issuer"] ?? "http://localhost:5080";
        var portal = new HubOptions
        {
            Issuer = issuer,
            Jwks = configuration["Hub:Jwks"] is { Length: > 0 } jwks ? new Uri(jwks) : null,
            Assurance = configuration.GetValue($"Assurance:{source.Id}", Assurance.Substantial),
        };
        if (configuration[$"Areas:{source.Id}"] is { Length: > 0 } areas)
        {
            foreach (var area in areas.Split(',', StringSplitOptions.TrimEntries)) portal.Areas.Add(area);
        }
        var options = new SourceOptions { PageSize = configuration.GetValue("PageSize", 100), StopsMixUps = false };
        options.Hubs.Add(portal);
        options.Hubs.Add(new HubOptions { Issuer = configuration["Check:Issuer"] ?? "http://localhost:5099" });
        foreach (var person in WithItems(source, people, today).Take(2)) options.TestPeople.Add(person.Cpr!);
        return options;
    }

    // Those of whom the source holds most first; where none made by hand has anything, others.
    private static IEnumerable<Person> WithItems(PlayedSource source, People people, DateOnly today)
    {
        (Person Person, int Items) Counted(Person person) => (person, PlayedApi.ItemsOf(source, people.Seed, people.At(person, today)).Count);
        var madeByHand = Persona.All.Select(it => it.Person).Where(it => it.Cpr is not null).Select(Counted).OrderByDescending(it => it.Items);
        return madeByHand.Concat(Enumerable.Range(0, people.Count).Select(i => Counted(people[i]))).Where(it => it.Items > 0).Select(it => it.Person);
    }
}
