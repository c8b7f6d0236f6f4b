using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Overblik.Web;

namespace Overblik.Architecture.Tests;

/// <summary>The portal as it is put together at start; it is not started.</summary>
public sealed class EndpointTests : IAsyncLifetime
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("overblik-architecture-");
    private WebApplication _portal = null!;

    public ValueTask InitializeAsync()
    {
        // The pages are found by the name of the application, which is otherwise the test's; the reloading of changed files maps an
        // endpoint that no installation has.
        _portal = Portal.Build(["--applicationName=Overblik.Web", "--environment=Development", "--ReloadStaticAssetsAtRuntime=false", $"--Data={_data.FullName}"]);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _portal.DisposeAsync();
        _data.Delete(recursive: true);
    }

    [Fact]
    public void Every_endpoint_names_its_access_rule()
    {
        var endpoints = ((IEndpointRouteBuilder)_portal).DataSources.SelectMany(it => it.Endpoints).OfType<RouteEndpoint>().ToList();
        Assert.Contains(endpoints, it => it.RoutePattern.RawText == "overblik");
        Assert.Contains(endpoints, it => it.RoutePattern.RawText == "/api/overview");
        Assert.Empty(endpoints.Where(it => it.Metadata.GetMetadata<IAllowAnonymous>() is null && it.Metadata.GetOrderedMetadata<IAuthorizeData>().All(rule => rule.Policy is null))
            .Select(it => $"{it.RoutePattern.RawText} ({it.DisplayName})").Distinct());
    }

    [Fact]
    public void What_shows_a_persons_data_is_not_open()
    {
        var open = ((IEndpointRouteBuilder)_portal).DataSources.SelectMany(it => it.Endpoints).OfType<RouteEndpoint>()
            .Where(it => it.Metadata.GetMetadata<IAllowAnonymous>() is not null).Select(it => it.RoutePattern.RawText ?? "").ToList();
        Assert.DoesNotContain(open, it => it.TrimStart('/').StartsWith("api/", StringComparison.Ordinal) || it.StartsWith("overblik", StringComparison.Ordinal) || it.StartsWith("sager", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_names_no_rule_is_closed_even_to_the_signed_in()
    {
        var rule = await _portal.Services.GetRequiredService<IAuthorizationPolicyProvider>().GetFallbackPolicyAsync();
        Assert.NotNull(rule);
        var person = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "someone")], "test"));
        Assert.False((await _portal.Services.GetRequiredService<IAuthorizationService>().AuthorizeAsync(person, null, rule)).Succeeded);
    }
}
