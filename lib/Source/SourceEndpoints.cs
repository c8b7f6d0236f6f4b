using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Overblik.Source;

/// <summary>Puts a source into an ASP.NET Core program.</summary>
public static class SourceEndpoints
{
    /// <summary>Registers what <see cref="MapSource(IEndpointRouteBuilder, ISource, SourceOptions, string)"/> needs.</summary>
    public static IServiceCollection AddSources(this IServiceCollection services)
    {
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<HubDirectory>();
        return services;
    }

    /// <summary>Registers the program's one source, which takes its dependencies from the services.</summary>
    public static IServiceCollection AddSource<T>(this IServiceCollection services)
        where T : class, ISource => services.AddSources().AddSingleton<ISource, T>();

    /// <summary>Maps the program's one source to <c>/v1</c>, with the agreement in the section <c>Source</c> of the configuration.</summary>
    public static IEndpointConventionBuilder MapSource(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        var services = routes.ServiceProvider;
        var source = services.GetService<ISource>() ?? throw new SourceConfigurationException("No source is registered. Call builder.Services.AddSource<T>() with the class that implements ISource.");
        var (section, options) = (services.GetRequiredService<IConfiguration>().GetSection("Source"), new SourceOptions());
        StartCheck.Names(section);
        try
        {
            // Otherwise the binder leaves out a hub that it cannot read.
            section.Bind(options, it => it.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException failure)
        {
            throw new SourceConfigurationException($"The section Source of the configuration cannot be read. {Reason(failure)} Mend that setting; the README of Overblik.Source lists them all.", failure);
        }
        return routes.MapSource(source, options);

        // The binder names the setting in the innermost of its own exceptions.
        static string Reason(Exception failure) => failure.InnerException is InvalidOperationException inner ? Reason(inner) : failure.Message;
    }

    /// <summary>Maps one of several sources to <c>{prefix}/v1</c>.</summary>
    /// <exception cref="SourceConfigurationException">The description or the options cannot be used; the message says what to mend.</exception>
    public static IEndpointConventionBuilder MapSource(this IEndpointRouteBuilder routes, ISource source, SourceOptions options, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        var info = source.Info;
        StartCheck.Of(info, options, prefix);
        var services = routes.ServiceProvider;
        var directory = services.GetService<HubDirectory>() ?? throw new SourceConfigurationException("The library is not registered. Call builder.Services.AddSources() or AddSource<T>() before MapSource.");
        var api = new SourceApi(source, options, [.. options.Hubs.Select(it => directory.Of(it, info))], services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<SourceApi>>());
        var group = routes.MapGroup(prefix + "/v1");
        group.MapGet("/capabilities", (RequestDelegate)api.Capabilities);
        group.MapPost("/overview", (RequestDelegate)api.Overview);
        group.MapPost("/item", (RequestDelegate)api.Item);
        return group;
    }
}
