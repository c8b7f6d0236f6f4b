using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Overblik.Web;

internal static class Telemetry
{
    // Whatever could point to a person stays out: paths hold item ids, queries hold paths, addresses and agents point to a device.
    private static readonly string[] Personal = ["url.path", "url.query", "url.full", "client.address", "network.peer.address", "user_agent.original", "http.request.header.cookie"];

    /// <summary>Traces and metrics by OTLP, on when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set. No personal data: a request is known by its route alone.</summary>
    public static void AddTelemetry(this IHostApplicationBuilder app)
    {
        if (string.IsNullOrEmpty(app.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])) return;
        app.Services.AddOpenTelemetry()
            // The environment's word last: OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES hold.
            .ConfigureResource(resource => resource.AddService("overblik").AddEnvironmentVariableDetector())
            .WithTracing(tracing => WithoutPersonalData(tracing).AddOtlpExporter())
            .WithMetrics(metrics => metrics.AddAspNetCoreInstrumentation().AddMeter("Overblik.*").AddMeter("System.Runtime").AddOtlpExporter());
    }

    internal static TracerProviderBuilder WithoutPersonalData(TracerProviderBuilder tracing) => tracing
        .AddSource("Overblik.*")
        .AddAspNetCoreInstrumentation(options =>
        {
            options.RecordException = false;
            options.EnrichWithHttpResponse = (activity, _) =>
            {
                foreach (var tag in Personal) activity.SetTag(tag, null);
            };
            options.EnrichWithException = (activity, exception) => activity.SetTag("exception.type", exception.GetType().FullName);
        });
}
