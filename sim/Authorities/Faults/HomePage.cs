using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using Overblik.Sim;

namespace Overblik.Authorities;

/// <summary>The page at the root: the authorities played, how each is doing, and a form to make it fail.</summary>
internal static class HomePage
{
    public static void Map(WebApplication app, IReadOnlyList<PlayedSource> sources, FaultyCalls faults)
    {
        app.MapGet("/", (HttpContext http, IAntiforgery forms) => Show(sources, faults, forms.GetAndStoreTokens(http)));

        // Another site cannot send this: a JSON body is no simple request, and no origin is let in.
        app.MapPost("/faults/{source}", async Task<Results<NoContent, NotFound, BadRequest>> (string source, HttpContext http) =>
        {
            if (sources.All(it => it.Id != source)) return TypedResults.NotFound();
            FaultRequest? request;
            try
            {
                request = await http.Request.ReadFromJsonAsync(FaultJson.Default.FaultRequest, http.RequestAborted);
            }
            catch (Exception failure) when (failure is JsonException or InvalidOperationException)
            {
                return TypedResults.BadRequest();
            }
            if (Fault.Of(request?.Fault, request?.DelayMs) is not { } fault) return TypedResults.BadRequest();
            faults.Set(source, fault);
            return TypedResults.NoContent();
        });

        app.MapPost("/faults", async Task<Results<RedirectHttpResult, BadRequest>> (HttpContext http, IAntiforgery forms) =>
        {
            if (!await forms.IsRequestValidAsync(http)) return TypedResults.BadRequest();
            var form = await http.Request.ReadFormAsync(http.RequestAborted);
            var delay = int.TryParse(form["delayMs"], out var ms) ? ms : (int?)null;
            if (sources.All(it => it.Id != form["source"]) || Fault.Of(form["fault"], delay) is not { } fault) return TypedResults.BadRequest();
            faults.Set(form["source"].ToString(), fault);
            return TypedResults.LocalRedirect("/");
        });
    }

    private static IResult Show(IReadOnlyList<PlayedSource> sources, FaultyCalls faults, AntiforgeryTokenSet token) => Site.Page("en", "Test authorities", Html.Of($"""
        <header><p class="banner">Test authorities — synthetic people only</p></header>
        <main>
        <h1>Test authorities</h1>
        <p>Each answers under its own address as <code>contracts/source-api.yaml</code> says, and fails here on demand.</p>
        {Html.Join(sources.Select(it => Form(it, faults.Of(it.Id), token)))}
        </main>
        """));

    private static Html Form(PlayedSource source, Fault fault, AntiforgeryTokenSet token) => Html.Of($"""
        <h2 id="{source.Id}">{source.Id}</h2>
        <p>Address <code>/{source.Id}/v1</code>. Now: <strong>{(fault.Kind == FaultKind.None ? "healthy" : fault.Name)}</strong>{(fault.DelayMs > 0 ? Html.Of($", {fault.DelayMs} ms") : Html.Empty)}.</p>
        <form method="post" action="/faults" aria-labelledby="{source.Id}" class="row">
        <input type="hidden" name="{token.FormFieldName}" value="{token.RequestToken}">
        <input type="hidden" name="source" value="{source.Id}">
        <div><label for="fault-{source.Id}">Fault</label><br><select id="fault-{source.Id}" name="fault">{Html.Join(Fault.Names.Keys.Select(name => Option(name, fault.Name)))}</select></div>
        <div><label for="delay-{source.Id}">Delay in milliseconds (optional)</label><br><input type="number" min="0" max="600000" id="delay-{source.Id}" name="delayMs"></div>
        <button>Set<span class="visually-hidden"> the fault of {source.Id}</span></button>
        </form>
        """);

    private static Html Option(string name, string chosen) =>
        name == chosen ? Html.Of($"""<option value="{name}" selected>{name}</option>""") : Html.Of($"""<option value="{name}">{name}</option>""");
}

internal sealed record FaultRequest
{
    public required string Fault { get; init; }
    public int? DelayMs { get; init; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(FaultRequest))]
internal sealed partial class FaultJson : JsonSerializerContext;
