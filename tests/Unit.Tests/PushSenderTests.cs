using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Overblik.Calendar;
using Overblik.Platform.Keys;

namespace Overblik.Unit.Tests;

/// <summary>Against a push service in the test's own process.</summary>
public sealed partial class PushSenderTests : IAsyncLifetime
{
    private static readonly PushNote Note = new("Tandlæge", "I morgen kl. 9.15", "/kalender", "tandlaege-1", "da");

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 27, 12, 0, 0, TimeSpan.Zero));
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;
    private readonly Browser browser = new();
    private readonly List<(Dictionary<string, string> Headers, byte[] Body)> pushed = [];
    private WebApplication service = null!;
    private RequestDelegate answer = Status(201);
    private Vapid vapid = null!;
    private PushSender sender = null!;

    private string Address => service.Urls.Single();

    public async ValueTask InitializeAsync()
    {
        vapid = new Vapid(KeyRing.Open(Path.Combine(folder, "keys.json"), mayMake: true, time), new PushOptions(new HashSet<string>(), "https://example.dk/kontakt"), time);
        sender = new PushSender(vapid) { TimeLimit = TimeSpan.FromSeconds(2) };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        service = builder.Build();
        service.Run(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            pushed.Add((http.Request.Headers.ToDictionary(it => it.Key, it => it.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.ToArray()));
            await answer(http);
        });
        await service.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        sender.Dispose();
        browser.Dispose();
        await service.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task The_push_service_learns_how_long_and_who_and_the_browser_what()
    {
        using var traced = new Activity("run").Start();
        Assert.Equal(PushOutcome.Sent, await Send());
        var (headers, body) = pushed.Single();
        Assert.Equal(("3600", "normal", "aes128gcm", "application/octet-stream"), (headers["TTL"], headers["Urgency"], headers["Content-Encoding"], headers["Content-Type"]));
        Assert.Equal(vapid.Authorization(new Uri(Address), 1)!.ToString(), headers["Authorization"]);
        Assert.DoesNotContain("traceparent", headers);
        var (payload, padding) = browser.Read(body);
        Assert.Equal(1024, payload.Length + padding);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"title":"Tandlæge","body":"I morgen kl. 9.15","url":"/kalender","tag":"tandlaege-1","lang":"da"}"""), JsonNode.Parse(payload)));
    }

    [Fact]
    public async Task A_topic_is_the_same_for_the_same_subject_and_browser_alone_and_tells_nothing()
    {
        await Send();
        await Send(Note with { Title = "Tandlæge, flyttet" });
        await Send(Note with { Tag = "tandlaege-2" });
        using var other = new Browser();
        await sender.Send(other.Subscription(Address + "/b"), 1, Note, TimeSpan.FromHours(1), CancellationToken.None);
        var topics = pushed.Select(it => it.Headers["Topic"]).ToList();
        Assert.All(topics, topic => Assert.Matches(Topic(), topic));
        Assert.Equal(topics[0], topics[1]);
        Assert.Equal(3, topics.Distinct().Count());
    }

    [Fact]
    public async Task A_note_that_is_too_long_is_cut()
    {
        Assert.Equal(PushOutcome.Sent, await Send(Note with { Title = new string('æ', 2000), Body = new string('你', 2000) }));
        var note = JsonNode.Parse(browser.Read(pushed.Single().Body).Payload)!;
        Assert.Equal(new string('æ', 99) + "…", (string)note["title"]!);
        Assert.Equal(400, ((string)note["body"]!).Length);
    }

    [Theory]
    [InlineData(200, "Sent")]
    [InlineData(201, "Sent")]
    [InlineData(202, "Sent")]
    [InlineData(307, "Refused")]
    [InlineData(400, "Refused")]
    [InlineData(401, "TryLater")]
    [InlineData(403, "TryLater")]
    [InlineData(404, "Gone")]
    [InlineData(410, "Gone")]
    [InlineData(413, "Refused")]
    [InlineData(429, "TryLater")]
    [InlineData(500, "TryLater")]
    [InlineData(503, "TryLater")]
    public async Task The_answer_decides_what_becomes_of_it(int status, string outcome)
    {
        answer = http =>
        {
            http.Response.Headers.Location = Address + "/elsewhere";
            return Status(status)(http);
        };
        Assert.Equal(Enum.Parse<PushOutcome>(outcome), await Send());
        Assert.Single(pushed);
    }

    [Fact]
    public async Task Who_does_not_answer_is_tried_again()
    {
        using var over = new CancellationTokenSource();
        answer = _ => Task.Delay(Timeout.Infinite, over.Token);
        Assert.Equal(PushOutcome.TryLater, await Send());
        answer = http =>
        {
            http.Abort();
            return Task.CompletedTask;
        };
        Assert.Equal(PushOutcome.TryLater, await Send());
        using var taken = new TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var closed = taken.LocalEndpoint;
        taken.Stop();
        Assert.Equal(PushOutcome.TryLater, await sender.Send(browser.Subscription($"http://{closed}/a"), 1, Note, TimeSpan.FromHours(1), CancellationToken.None));
        await over.CancelAsync();
    }

    [Fact]
    public async Task Who_stops_it_hears_so_and_not_that_it_failed()
    {
        using CancellationTokenSource over = new(), stop = new(TimeSpan.FromMilliseconds(200));
        answer = _ => Task.Delay(Timeout.Infinite, over.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sender.Send(browser.Subscription(Address + "/a"), 1, Note, TimeSpan.FromHours(1), stop.Token));
        await over.CancelAsync();
    }

    [Fact]
    public async Task Whose_key_is_retired_is_gone_and_not_called()
    {
        Assert.Equal(PushOutcome.Gone, await sender.Send(browser.Subscription(Address + "/a"), 2, Note, TimeSpan.FromHours(1), CancellationToken.None));
        Assert.Empty(pushed);
    }

    private Task<PushOutcome> Send(PushNote? note = null) => sender.Send(browser.Subscription(Address + "/a"), 1, note ?? Note, TimeSpan.FromHours(1), CancellationToken.None);

    private static RequestDelegate Status(int status) => http =>
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    [GeneratedRegex("^[A-Za-z0-9_-]{32}$")]
    private static partial Regex Topic();
}
