using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Overblik.Platform.Outbox;
using Overblik.Platform.Ports;

namespace Overblik.Web.Tests;

/// <summary>What an operator sees, and that nothing of a person is in it.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task A_sources_answers_failures_items_and_breaker_are_counted_by_source_and_outcome()
    {
        await using var own = await PortalHost.Start("--Overview:BreakAfter=2", "--Overview:CacheFor=00:00:00");
        using var seen = new Measurements(own);
        using var person = await own.SignIn(name: "Ejegod Prøvesen");
        own.Sources.Play(PortalHost.A, person.Number, (http, asked) => http.Response.WriteAsJsonAsync(FakeSources.Overview(
        [
            FakeSources.Case("mine", "Hemmelig sag")(asked),
            FakeSources.Case("theirs", "En andens sag")(asked with { Subject = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }),
        ])));
        own.Sources.Play(PortalHost.B, person.Number, (http, _) =>
        {
            http.Response.StatusCode = 502;
            return Task.CompletedTask;
        });
        for (var i = 0; i < 3; i++) await person.Json("/api/overview");

        Assert.Equal(3, seen.Sum("overblik.source.calls", "source=alfa outcome=ok"));
        Assert.Equal(2, seen.Sum("overblik.source.calls", "source=beta outcome=Data-source-error"));
        Assert.Equal(1, seen.Sum("overblik.source.calls", "source=beta outcome=Circuit-breaker-error"));
        // A call that was not made took no time.
        Assert.Equal((3, 2, 0), (seen.Count("overblik.source.duration", "source=alfa outcome=ok"), seen.Count("overblik.source.duration", "source=beta outcome=Data-source-error"),
            seen.Count("overblik.source.duration", "source=beta outcome=Circuit-breaker-error")));
        Assert.Equal(3, seen.Sum("overblik.source.items", "source=alfa outcome=accepted"));
        Assert.Equal(3, seen.Sum("overblik.source.items", "source=alfa outcome=another-person"));
        Assert.Equal(3, seen.Count("overblik.source.age", "source=alfa"));
        Assert.Equal((0, 1), (seen.Now("overblik.source.breaker.open", "source=alfa"), seen.Now("overblik.source.breaker.open", "source=beta")));

        // An item that this person does not have is an answer, and no failure of the source.
        using (await person.Get("/sager/gamma/unknown")) { }
        Assert.Equal(1, seen.Sum("overblik.source.calls", "source=gamma outcome=ok") - 3);

        Assert.Equal(1, seen.Sum("overblik.session.started", "who=citizen"));
        Assert.Equal(4, seen.Sum("overblik.log.entries", "outcome=written"));
        using (await person.Submit(await person.Page("/privatliv"), "form[action='/log-ud']")) { }
        Assert.Equal(1, seen.Sum("overblik.session.ended", "why=signed-out"));
        seen.AssertBounded(person);
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_and_a_sign_in_that_fails_are_counted()
    {
        await using var own = await PortalHost.Start();
        using var seen = new Measurements(own);
        using var person = await own.SignIn();
        await using (var db = await own.Databases.CreateDbContextAsync())
            await db.Database.ExecuteSqlRawAsync(PortalHost.OnPostgres ? "ALTER TABLE access_log.line RENAME TO gone" : "ALTER TABLE access_log_line RENAME TO gone");
        using (await person.Get("/api/overview")) { }
        using var stranger = own.Stranger();
        // Nothing listens at the broker's address.
        using (await stranger.Get("/log-ind")) { }
        Assert.Equal(1, seen.Sum("overblik.log.entries", "outcome=failed"));
        Assert.Equal(1, seen.Sum("overblik.signin.failed", "why=broker"));
        seen.AssertBounded(person);
    }

    [Fact]
    public async Task What_waits_in_the_outbox_is_measured_and_for_how_long()
    {
        await using var own = await PortalHost.Start();
        using var seen = new Measurements(own);
        var worker = own.App.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<OutboxWorker>().Single();
        var outbox = own.App.Services.GetRequiredService<Outbox>();
        await using (var db = await own.Databases.CreateDbContextAsync())
        {
            // What comes again and again by itself is not counted here, once the node that starts has added it.
            var recurring = own.App.Services.GetServices<IOutboxHandler>().Count(handler => handler.First(own.Time.GetUtcNow()) is not null);
            while (await db.Set<OutboxMessage>().CountAsync() < recurring) await Task.Delay(20);
            await db.Set<OutboxMessage>().ExecuteDeleteAsync();
            outbox.Add(db, "test.record", 1);
            outbox.Add(db, "test.record", 2);
            outbox.Add(db, "test.record", 3, own.Time.GetUtcNow().AddDays(1));
            await db.SaveChangesAsync();
        }
        own.Time.Forward(TimeSpan.FromMinutes(10));
        await worker.Measure(default);
        Assert.Equal(2, seen.Last("overblik.outbox.due", ""));
        Assert.InRange(seen.Last("overblik.outbox.lag", ""), 600, 700);
        var failing = new OutboxWorker(own.Databases, outbox, [new Failing()], own.App.Services.GetRequiredService<IMeterFactory>(), own.Time, Microsoft.Extensions.Logging.Abstractions.NullLogger<OutboxWorker>.Instance);
        Assert.Equal(2, await failing.RunOnce(default));
        Assert.Equal(2, seen.Sum("overblik.outbox.messages", "type=test.record outcome=failed"));
    }

    [Fact]
    public async Task Metrics_and_traces_are_sent_to_the_collector_that_the_environment_names_and_hold_nothing_of_a_person()
    {
        var sent = new ConcurrentQueue<(string Path, string Body)>();
        var builder = WebApplication.CreateSlimBuilder(["--Urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        await using var collector = builder.Build();
        collector.MapPost("/v1/{signal}", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            sent.Enqueue((request.Path, Encoding.UTF8.GetString(body.ToArray())));
        });
        await collector.StartAsync();

        var own = await PortalHost.Start(
            $"--OTEL_EXPORTER_OTLP_ENDPOINT={collector.Urls.First()}", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "--OTEL_RESOURCE_ATTRIBUTES=service.instance.id=node-7");
        using var person = await own.SignIn(name: "Ejegod Prøvesen");
        own.Sources.Hold(PortalHost.A, person.Number, FakeSources.Case("c1", "Hemmelig sag"));
        own.Sources.Play(PortalHost.B, person.Number, (http, _) =>
        {
            http.Abort();
            return Task.CompletedTask;
        });
        await person.Page("/overblik?noget=Ejegod");
        // The trace of a request ends a little after its answer, and before the next one on the connection begins.
        for (var i = 0; i < 2; i++) await person.Page("/sager/alfa/c1");
        // What has not been sent yet is sent at the stop.
        await own.Stop();

        var (metrics, traces) = (string.Concat(sent.Where(s => s.Path == "/v1/metrics").Select(s => s.Body)), string.Concat(sent.Where(s => s.Path == "/v1/traces").Select(s => s.Body)));
        foreach (var name in new[] { "overblik.source.duration", "overblik.source.breaker.open", "overblik.log.entries", "http.server.request.duration", "Data-source-error", "node-7" })
            Assert.Contains(name, metrics, StringComparison.Ordinal);
        foreach (var name in new[] { "Data-source-error", "sager/{source}/{id}", "node-7" }) Assert.Contains(name, traces, StringComparison.Ordinal);
        foreach (var secret in new[] { person.Number.Digits, "Ejegod", "Prøvesen", "Hemmelig", "/c1", person.Person.ToString(), person.Session.ToString("N") })
            Assert.DoesNotContain(secret, metrics + traces, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>What one portal measures, by instrument and tags; other portals of this process are not heard.</summary>
    private sealed class Measurements : IDisposable
    {
        private readonly MeterListener listener = new();
        private readonly ConcurrentQueue<(string Name, string Tags, double Value)> all = [];

        public Measurements(PortalHost portal)
        {
            var factory = portal.App.Services.GetRequiredService<IMeterFactory>();
            listener.InstrumentPublished = (instrument, listening) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, factory) && instrument.Meter.Name.StartsWith("Overblik.", StringComparison.Ordinal)) listening.EnableMeasurementEvents(instrument);
            };
            listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Keep(instrument, value, tags));
            listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
            listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
            listener.Start();
        }

        public double Sum(string name, string tags) => Of(name, tags).Sum();

        public int Count(string name, string tags) => Of(name, tags).Count();

        public double Last(string name, string tags) => Of(name, tags).Last();

        public double Now(string name, string tags)
        {
            listener.RecordObservableInstruments();
            return Last(name, tags);
        }

        /// <summary>Every tag is a source of the configuration or a word from a short list; nothing else fits.</summary>
        public void AssertBounded(Visitor person)
        {
            Assert.NotEmpty(all);
            Assert.DoesNotContain(all, m => m.Tags.Contains(person.Number.Digits, StringComparison.Ordinal) || m.Tags.Contains(person.Person.ToString(), StringComparison.Ordinal));
            var values = all.SelectMany(m => m.Tags.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Distinct().ToList();
            string[] words =
            [
                "ok", "written", "failed", "accepted", "held-back", "another-person", "not-agreed", "citizen", "staff", "signed-out", "expired", "broker", "done", "dead", "calendar.event-upkeep",
                "alfa", "beta", "gamma", "hastig", .. Overblik.Overview.ProblemType.All.Select(p => p.Type),
            ];
            Assert.All(values, v => Assert.Contains(v.Split('=')[1], words));
        }

        public void Dispose() => listener.Dispose();

        private IEnumerable<double> Of(string name, string tags) => all.Where(m => m.Name == name && m.Tags == tags).Select(m => m.Value);

        private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var text = new StringBuilder();
            foreach (var tag in tags) text.Append(text.Length > 0 ? " " : "").Append(tag.Key).Append('=').Append(tag.Value);
            all.Enqueue((instrument.Name, text.ToString(), value));
        }
    }

    private sealed class Failing : IOutboxHandler
    {
        public string Type => "test.record";

        public Task Handle(IReadOnlyList<OutboxWork> works, CancellationToken cancellation) => throw new InvalidOperationException("never");
    }
}
