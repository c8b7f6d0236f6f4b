using System.Collections.Concurrent;
using System.Text.Json;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Overview;

/// <summary>What an authority's test system says of itself.</summary>
/// <param name="People">Its synthetic people.</param>
/// <param name="Authorities">The authorities that share the source.</param>
/// <param name="Areas">The names of its areas, by their codes.</param>
internal sealed record TestSystem(IReadOnlyList<CprNumber> People, IReadOnlyList<AuthorityRef> Authorities, IReadOnlyDictionary<string, Text> Areas);

/// <summary>Shows an authority's employee what a synthetic person of the authority's test system would see.</summary>
internal sealed class Preview(SourceClient client, OverviewOptions options, IAccessLog log, IPeople people, IBusinessClock clock, TimeProvider time) : IDisposable
{
    private const int MostBytes = 1 << 20;

    private readonly ConcurrentDictionary<string, Source> systems = new();

    /// <summary>The test system's word; null where there is none or it cannot be read.</summary>
    public async Task<TestSystem?> SystemOf(Source source, CancellationToken cancellation)
    {
        if (TestOf(source) is not { } test) return null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(test.Options.TimeLimit);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, test.Options.TestUrl!.ToString().TrimEnd('/') + "/v1/capabilities");
            using var response = await test.Connections.SendAsync(request, limit.Token);
            if (!response.IsSuccessStatusCode) return null;
            await response.Content.LoadIntoBufferAsync(MostBytes, limit.Token);
            using var json = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(limit.Token), new JsonDocumentOptions { MaxDepth = 16 }, limit.Token);
            return new TestSystem([.. People(json.RootElement)], [.. Authorities(json.RootElement)], Areas(json.RootElement));
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or InvalidOperationException or KeyNotFoundException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>The answer about one of the test system's people, by these rules; written to the access log before it is fetched.</summary>
    public async Task<SourceAnswer> See(Source source, StaffMember staff, CprNumber person, SourceDisplay display, CancellationToken cancellation)
    {
        await log.Write(new AccessEntry(await people.IdFor(person, cancellation), staff.Person, staff.Session, "overview.preview", "source-test", "gdpr-6-1-e", source.Id), cancellation);
        return await client.Overview(TestOf(source)!, person, AssuranceLevel.Substantial, held: null, draft: display);
    }

    // Its own breaker and connections: a test system that fails takes nothing from the real one.
    private Source? TestOf(Source source) => source.Options.TestUrl is null ? null : systems.GetOrAdd(source.Id, _ => new Source(source.Options.InTest(), options, clock, time));

    // Only numbers of the replacement form (day + 60): whatever a test system lists, no CPR number is looked up through it.
    private static IEnumerable<CprNumber> People(JsonElement capabilities)
    {
        if (!capabilities.TryGetProperty("testPeople", out var listed)) yield break;
        foreach (var person in listed.EnumerateArray().Take(20))
        {
            if (person.GetProperty("type").GetString() == "cpr" && CprNumber.TryParse(person.GetProperty("value").GetString(), out var number) && number.Digits[0] >= '6') yield return number;
        }
    }

    private static IEnumerable<AuthorityRef> Authorities(JsonElement capabilities)
    {
        if (!capabilities.TryGetProperty("authorities", out var listed)) yield break;
        foreach (var authority in listed.EnumerateArray().Take(500)) yield return new AuthorityRef(authority.GetProperty("id").GetString() ?? "", NameOf(authority));
    }

    private static Dictionary<string, Text> Areas(JsonElement capabilities) => capabilities.TryGetProperty("areas", out var listed)
        ? listed.EnumerateArray().Take(100).DistinctBy(CodeOf).ToDictionary(CodeOf, NameOf)
        : [];

    private static string CodeOf(JsonElement area) => area.GetProperty("code").GetString() ?? "";

    private static Text NameOf(JsonElement it)
    {
        var name = it.GetProperty("name");
        return new Text(name.GetProperty("da").GetString() ?? "", name.GetProperty("en").GetString() ?? "");
    }

    public void Dispose()
    {
        foreach (var system in systems.Values) system.Dispose();
    }
}
