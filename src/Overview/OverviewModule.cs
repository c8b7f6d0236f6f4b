using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Overview;

/// <summary>My overview: federation of authorities' sources, the streamed page, a page per case, the API.</summary>
public sealed class OverviewModule : IModule
{
    public string Name => "overview";

    public void AddServices(IHostApplicationBuilder app)
    {
        var services = app.Services;
        services.AddSingleton(OverviewOptions.Read(app.Configuration, demo: app.Environment.IsDevelopment()));
        // The description of the API is made from the same types and rules as its answers.
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ContractJson.Default);
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.RespectRequiredConstructorParameters = true;
        });
        services.AddSingleton<SourceRegister>();
        services.AddSingleton<SourceMetrics>();
        services.AddSingleton<SourceTokens>();
        services.AddSingleton<SourceClient>();
        services.AddSingleton<DisplayRegister>();
        services.AddHostedService(provider => provider.GetRequiredService<DisplayRegister>());
        services.AddSingleton<RefusalLog>();
        services.AddHostedService(provider => provider.GetRequiredService<RefusalLog>());
        services.AddSingleton<AnswerLog>();
        services.AddHostedService(provider => provider.GetRequiredService<AnswerLog>());
        services.AddSingleton<Coverage>();
        services.AddSingleton<DisplayDesk>();
        services.AddSingleton<Preview>();
        services.AddSingleton<Federation>();
        services.AddSingleton<ISessionEnd>(provider => provider.GetRequiredService<Federation>());
        services.AddSingleton<ViewLog>();
        services.AddSingleton<ListPlaces>();
        services.Configure<RouteOptions>(routes => routes.SetParameterPolicy<SectionConstraint>("section"));
        services.AddSingleton<IMenu, Menu>();
        services.AddSingleton<ICalendarFeed, SourceDates>();
        services.AddSingleton<KnownToSources>();
        services.AddSingleton<ICustody, CustodyRegister>();
        services.AddSingleton<IKnownFacts>(provider => provider.GetRequiredService<KnownToSources>());
        services.AddSingleton<ICasesHeld>(provider => provider.GetRequiredService<KnownToSources>());
        services.AddSingleton<IToldTasks>(provider => provider.GetRequiredService<KnownToSources>());
    }

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        OverviewApi.Map(routes);
        // From the start and not from the first page: a gauge that nobody has made yet looks like a node that is gone.
        _ = routes.ServiceProvider.GetRequiredService<SourceMetrics>();
    }

    public async Task<bool> RunVerb(IReadOnlyList<string> words, IServiceProvider services, CancellationToken cancellation)
    {
        switch (words)
        {
            case ["source", "body", var id]:
                var body = SourceVerbs.Body(Find(id), await Console.In.ReadLineAsync(cancellation), services.GetRequiredService<SourceTokens>());
                Console.Write(System.Text.Encoding.UTF8.GetString(body));
                return true;
            case ["source", "token", var id, var file]:
                if (!File.Exists(file)) throw new StartupException($"There is no file {file}. Make one with 'source body {id}'.");
                Console.WriteLine(SourceVerbs.Token(Find(id), await File.ReadAllBytesAsync(file, cancellation), services.GetRequiredService<SourceTokens>()));
                return true;
            default:
                return false;
        }

        Source Find(string id) => services.GetRequiredService<SourceRegister>().Find(id)
            ?? throw new StartupException($"No source '{id}' is configured. There are: {string.Join(", ", services.GetRequiredService<SourceRegister>().Covered.Select(s => s.Id))}.");
    }

    private sealed class Menu : IMenu
    {
        public IEnumerable<MenuItem> Items { get; } =
        [
            new(10, "overview.menu", "/overblik"),
            .. Section.All.Select((section, i) => new MenuItem(11 + i, $"overview.menu.{section.Name}", section.Path)),
            new(30, "overview.menu.search", "/soeg"),
            new(10, "overview.staff.menu", "/myndighed", StaffRoles.Steward),
        ];
    }
}
