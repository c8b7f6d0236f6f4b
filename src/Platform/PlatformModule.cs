using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Overblik.Platform.Keys;
using Overblik.Platform.Sharing;
using Overblik.Platform.Outbox;
using Overblik.Platform.People;
using Overblik.Platform.Ports;

namespace Overblik.Platform;

/// <summary>The kernel: keys, people, clock, outbox. Its tables are mapped by <see cref="PlatformDb"/> itself.</summary>
public sealed class PlatformModule : IModule
{
    public string Name => "platform";

    public void AddServices(IHostApplicationBuilder app)
    {
        var services = app.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<Site>();
        services.AddSingleton<IBusinessClock, BusinessClock>();
        services.AddSingleton(provider => KeyRing.Open(KeyRing.PathIn(app.Configuration), app.Environment.IsDevelopment(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Sealing>();
        services.AddSingleton<ShareParts>();
        services.AddSingleton<PeopleRegister>();
        services.AddSingleton<IPeople>(provider => provider.GetRequiredService<PeopleRegister>());
        services.AddSingleton<Outbox.Outbox>();
        if (NodeRoles.Read(app.Configuration) != NodeRole.Web) services.AddHostedService<OutboxWorker>();
        services.AddDataProtection().SetApplicationName("overblik");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, DataProtectionKeys.Options>();
    }

    public void MapEndpoints(IEndpointRouteBuilder routes) { }

    public void BuildModel(ModelBuilder model) { }
}
