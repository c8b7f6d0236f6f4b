using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Overblik.Web.Tests;

/// <summary>Sources over TLS.</summary>
public sealed class TlsTests
{
    [Fact]
    public async Task A_source_that_speaks_HTTP_2_is_called_over_few_connections_and_never_more_often_at_a_time_than_agreed()
    {
        await using var sources = await FakeSources.Start(tls: true);
        await using var own = await PortalHost.Start($"--Overview:Sources:0:Url={new Uri(sources.Address, PortalHost.A)}", "--Overview:Sources:0:Concurrency=3");
        var (running, most) = (0, 0);
        var (protocols, connections) = (new ConcurrentBag<string>(), new ConcurrentDictionary<string, bool>());
        var people = new List<Visitor>();
        for (var i = 0; i < 12; i++)
        {
            var person = await own.SignIn();
            people.Add(person);
            sources.Play(PortalHost.A, person.Number, async (http, asked) =>
            {
                var now = Interlocked.Increment(ref running);
                int before;
                while ((before = Volatile.Read(ref most)) < now && Interlocked.CompareExchange(ref most, now, before) != before) { }
                protocols.Add(http.Request.Protocol);
                connections[http.Connection.Id] = true;
                await Task.Delay(50);
                Interlocked.Decrement(ref running);
                await http.Response.WriteAsJsonAsync(FakeSources.Overview([FakeSources.Case("c1", "Sag over TLS")(asked)]));
            });
        }
        foreach (var page in await Task.WhenAll(people.Select(person => person.Page("/overblik")))) Assert.Contains("Sag over TLS", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.All(protocols, protocol => Assert.Equal("HTTP/2", protocol));
        Assert.Equal(12, protocols.Count);
        Assert.InRange(most, 2, 3);
        Assert.InRange(connections.Count, 1, 3);
        foreach (var person in people) person.Dispose();
    }

    [Fact]
    public async Task A_source_whose_certificate_nobody_vouches_for_is_not_asked_about_anyone()
    {
        await using var sources = await FakeSources.Start(tls: true);
        // The certificate is for the address, not for the name.
        await using var own = await PortalHost.Start($"--Overview:Sources:0:Url=https://localhost:{sources.Address.Port}/{PortalHost.A}");
        using var person = await own.SignIn();
        Assert.Contains("ov-failed", (await person.Page("/overblik")).QuerySelector($"[slot=source-{PortalHost.A}] .ov-source")!.ClassName!, StringComparison.Ordinal);
        Assert.DoesNotContain(sources.Calls, call => call.Cpr == person.Number.Digits);
    }
}
