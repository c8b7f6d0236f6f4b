using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Web.Tests;

/// <summary>A portal, and an authority's program that sends batches of look-ups to it, as a stranger's would.</summary>
public abstract class BatchSender : IAsyncLifetime
{
    protected const string Lines = "application/x-ndjson", Json = "application/json", Fhir = "application/fhir+json", None = TestMachine.NoBatch;
    private protected readonly TestMachine machine = new() { Scope = "access-log" };
    private protected PortalHost own = null!;
    private protected string token = "";
    private protected string previous = None;
    private protected int number;

    public async ValueTask InitializeAsync()
    {
        own = await PortalHost.Start(machine.Settings);
        token = await machine.Token(own);
    }

    public async ValueTask DisposeAsync()
    {
        machine.Dispose();
        await own.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected Task<PersonId> PersonOf(CprNumber number) => own.App.Services.GetRequiredService<IPeople>().IdFor(number, default);

    private protected string Delayed(CprNumber about, DateTimeOffset until, string @case = "26-17", Action<JsonObject>? change = null) => LookUp(about, it =>
    {
        it["case"] = @case;
        it["delay"] = new JsonObject { ["until"] = until.ToString("O"), ["ground"] = "Retsplejeloven" };
        change?.Invoke(it);
    });

    private protected string LookUp(CprNumber about, Action<JsonObject>? change = null)
    {
        var told = new JsonObject
        {
            ["person"] = new JsonObject { ["type"] = "cpr", ["value"] = about.Digits }, ["at"] = own.Time.GetUtcNow().AddMinutes(-3).ToString("O"), ["unit"] = "Boligstøtte", ["role"] = "Sagsbehandler", ["system"] = "BOS",
            ["categories"] = new JsonArray("income", "household"), ["purpose"] = "housing-benefit.control", ["legalBasis"] = "Boligstøtteloven", ["case"] = "26-17", ["somethingNew"] = true,
        };
        change?.Invoke(told);
        return told.ToJsonString();
    }

    protected string Seal(int number, string previous, int count, string body, string source = PortalHost.A) => machine.Sign(TestMachine.Content(number, previous, count, body, source));

    protected static StringContent Body(string type, string body) => new(body, Encoding.UTF8) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };

    // The next batch, right.
    protected async Task<JsonNode> Taken(string type, string body, int count)
    {
        var content = TestMachine.Content(++number, previous, count, body);
        var receipt = await Read(await machine.SendBatch(own, machine.Sign(content), Body(type, body), token), HttpStatusCode.OK);
        previous = TestMachine.Hash(content);
        Assert.Equal(previous, (string)receipt["next"]!);
        return receipt;
    }

    protected static async Task<JsonNode> Read(HttpResponseMessage answer, HttpStatusCode status)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(status == answer.StatusCode, $"{(int)answer.StatusCode}: {text}");
            return JsonNode.Parse(text)!;
        }
    }
}
