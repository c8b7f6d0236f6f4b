using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
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
        services.AddSingleton(_ => OverviewOptions.Read(app.Configuration));
        services.AddSingleton<SourceRegister>();
        services.AddSingleton<SourceTokens>();
        services.AddSingleton<SourceClient>();
        services.AddSingleton<Federation>();
        services.AddSingleton<ISessionEnd>(provider => provider.GetRequiredService<Federation>());
        services.AddSingleton<ViewLog>();
        services.AddSingleton<IMenu, Menu>();
    }

    public void MapEndpoints(IEndpointRouteBuilder routes) => OverviewApi.Map(routes);

    // It keeps nothing.
    public void BuildModel(ModelBuilder model) { }

    private sealed class Menu : IMenu
    {
        public IEnumerable<MenuItem> Items => [new(10, "overview.menu", "/overblik"), new(20, "overview.menu-cases", "/sager")];
    }
}
