using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Overblik.Source;

namespace Overblik.Sim.Tests;

/// <summary>What Overblik.Source does for an authority, and against what an authority may get wrong.</summary>
public sealed class SourceTests
{
    private const string Mine = "7403929212", Other = "6208981345";

    [Fact]
    public async Task A_source_that_only_finds_items_answers_the_whole_contract()
    {
        await using var office = await Office.Open(new Shelf([Book("a", Mine), Book("b", Mine), Book("c", Other)]));
        var overview = await office.Ask(Mine);
        Assert.Equal(["a", "b"], overview.Items.Select(it => (string?)it!["id"]).Order());
        Assert.All(overview.Items, it => Assert.Equal(TestHub.SubjectOf(Mine), (string?)it!["subject"]));
        Assert.DoesNotContain(Mine, overview.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await office.Ask(Mine, ("deadline", "a"))).Status);
        Assert.Equal("source.item-unknown", (await office.Ask(Mine, ("deadline", "c"))).Code);
        Assert.Equal("source.item-unknown", (await office.Ask(Mine, ("case", "a"))).Code);
    }

    [Fact]
    public async Task A_mix_up_of_two_people_does_not_leave_the_authority()
    {
        await using var office = await Office.Open(new Shelf([Book("a", Mine)], finds: [Book("a", Mine), Book("secret", Other)]));
        var overview = await office.Ask(Mine);
        Assert.Equal((503, "source.unavailable"), (overview.Status, overview.Code));
        Assert.DoesNotContain("secret", overview.Text, StringComparison.Ordinal);
        Assert.Equal("source.unavailable", (await office.Ask(Mine, ("deadline", "secret"))).Code);
        Assert.Equal(2, office.Log.Count(it => it.Level == LogLevel.Critical && it.Text.Contains("shelf", StringComparison.Ordinal)));
        Assert.DoesNotContain(office.Log, it => it.Text.Contains(Mine, StringComparison.Ordinal) || it.Text.Contains(Other, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Data_that_cannot_be_had_are_unavailable_and_never_an_empty_answer()
    {
        await using var office = await Office.Open(new Shelf([], failure: new InvalidOperationException("the database of 7403929212 is gone")));
        var overview = await office.Ask(Mine);
        Assert.Equal((503, "source.unavailable"), (overview.Status, overview.Code));
        Assert.DoesNotContain("database", overview.Text, StringComparison.Ordinal);
        Assert.Contains(office.Log, it => it.Level == LogLevel.Error);
    }

    [Fact]
    public async Task A_number_of_a_kind_that_the_source_does_not_know_has_nothing()
    {
        await using var office = await Office.Open(new Shelf([Book("a", Mine)]));
        var body = TestHub.Body("34051178", "cvr");
        Assert.Empty((await office.Hub.Ask(office.Client, "", body, areas: ["loans"], spoil: it => it["aud"] = "shelf")).Items);
    }

    [Fact]
    public async Task Each_hub_sees_what_is_agreed_with_it()
    {
        await using var second = await TestHub.Start();
        await using var office = await Office.Open(new Shelf([Book("a", Mine), Book("b", Mine) with { Area = "fines" }]), options =>
        {
            options.Hubs[0].Areas.Add("loans");
            options.Hubs.Add(new HubOptions { Issuer = "https://second.test", Jwks = new(second.Jwks), Assurance = Assurance.High });
        });
        Assert.Equal("source.area-not-agreed", (await office.Ask(Mine, areas: ["loans", "fines"])).Code);
        Assert.Equal(["a"], (await office.Ask(Mine)).Items.Select(it => (string?)it!["id"]));

        Task<Answer> AskAsSecond(string acr) => second.Ask(office.Client, "", TestHub.Body(Mine), areas: ["loans", "fines"],
            spoil: it => (it["aud"], it["iss"], it["acr"]) = ("shelf", "https://second.test", acr));
        Assert.Equal("source.assurance-too-low", (await AskAsSecond("substantial")).Code);
        Assert.Equal(2, (await AskAsSecond("high")).Items.Count);

        // One hub's key does not sign for the other.
        var forged = await second.Ask(office.Client, "", TestHub.Body(Mine), areas: ["loans"], spoil: it => it["aud"] = "shelf");
        Assert.Equal("source.token-invalid", forged.Code);
    }

    [Fact]
    public async Task A_key_that_the_hub_has_withdrawn_ends_within_minutes()
    {
        var time = new SteppingTime();
        await using var office = await Office.Open(new Shelf([Book("a", Mine)]), time: time);
        var old = (office.Hub.Key, office.Hub.KeyId);
        Assert.Equal(200, (await office.Ask(Mine)).Status);
        office.Hub.NewKey("key-2");
        time.Step(11 * 60);
        async Task<Answer> AskWithOld()
        {
            var body = TestHub.Body(Mine).ToJsonString();
            var claims = TestHub.Claims("shelf", body, TestHub.SubjectOf(Mine), "loans");
            var now = time.GetUtcNow().ToUnixTimeSeconds();
            (claims["iat"], claims["exp"]) = (now, now + 60);
            return await TestHub.Send(office.Client, "", "overview", body, Local.Sign(old.Key, old.KeyId, claims, "JWT"));
        }
        // The first use starts the fetching, which nobody waits for.
        await AskWithOld();
        var answer = await AskWithOld();
        while (answer.Status == 200 && !TestContext.Current.CancellationToken.IsCancellationRequested) answer = await AskWithOld();
        Assert.Equal("source.token-invalid", answer.Code);
    }

    [Fact]
    public async Task A_description_or_an_agreement_that_cannot_be_used_is_named_at_the_start()
    {
        async Task<string> Refused(Action<SourceOptions> spoil) => (await Assert.ThrowsAsync<SourceConfigurationException>(() => Office.Open(new Shelf([]), spoil))).Message;
        Assert.Contains("Source:Hubs:0:Issuer", await Refused(it => it.Hubs.Clear()), StringComparison.Ordinal);
        Assert.Contains("no Issuer", await Refused(it => it.Hubs[0].Issuer = ""), StringComparison.Ordinal);
        Assert.Contains("needs Jwks", await Refused(it => (it.Hubs[0].Issuer, it.Hubs[0].Jwks) = ("overblik", null)), StringComparison.Ordinal);
        Assert.Contains("no area 'lones'", await Refused(it => it.Hubs[0].Areas.Add("lones")), StringComparison.Ordinal);
    }

    private static Item Book(string id, string borrower) => new()
    {
        Id = id, Kind = Kind.Deadline, Holder = Identifier.Cpr(borrower), Authority = Shelf.Library, Area = "loans", Title = Text.Same("Pelle Erobreren"), Open = true,
        UpdatedAt = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero), Controller = new(Shelf.Library), Deadline = new(new(2026, 12, 1)),
    };

    private sealed class Shelf(Item[] items, Item[]? finds = null, Exception? failure = null) : ISource
    {
        public static readonly Authority Library = new("99777702", Text.Same("Byens Bibliotek"));

        public SourceInfo Info => new()
        {
            Id = "shelf", Authority = Library, Contact = new("it@library.example"),
            Areas = [new("loans", Text.Same("Lån"), [Kind.Deadline]), new("fines", Text.Same("Gebyrer"), [Kind.Deadline])],
        };

        public ValueTask<IReadOnlyCollection<Item>> Find(Question question, CancellationToken cancel) =>
            failure is not null ? throw failure : ValueTask.FromResult<IReadOnlyCollection<Item>>(finds ?? [.. items.Where(it => it.Holder == question.Person)]);
    }

    private sealed class Office(WebApplication app, TestHub hub, Lines log) : IAsyncDisposable
    {
        public TestHub Hub => hub;
        public HttpClient Client { get; } = Local.Client(app);
        public IReadOnlyCollection<(LogLevel Level, string Text)> Log => log.Written;

        public static async Task<Office> Open(ISource source, Action<SourceOptions>? spoil = null, TimeProvider? time = null)
        {
            var hub = await TestHub.Start();
            var log = new Lines();
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls(Local.FreePort);
            builder.Logging.ClearProviders().AddProvider(log);
            builder.Services.AddSources().AddSingleton(time ?? TimeProvider.System);
            var app = builder.Build();
            var options = new SourceOptions();
            options.Hubs.Add(new HubOptions { Issuer = TestHub.Issuer, Jwks = new(hub.Jwks) });
            spoil?.Invoke(options);
            app.MapSource(source, options);
            await app.StartAsync();
            return new(app, hub, log);
        }

        public Task<Answer> Ask(string person, (string Kind, string Id)? item = null, string[]? areas = null)
        {
            var body = TestHub.Body(person);
            if (item is { } one) (body["kind"], body["id"]) = (one.Kind, one.Id);
            return hub.Ask(Client, "", body, item is null ? "overview" : "item", it => it["aud"] = "shelf", areas ?? ["loans"]);
        }

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            await app.DisposeAsync();
            await hub.DisposeAsync();
        }
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public System.Collections.Concurrent.ConcurrentQueue<(LogLevel Level, string Text)> Written { get; } = new();
        public ILogger CreateLogger(string categoryName) => this;
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => true;
        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Written.Enqueue((logLevel, formatter(state, exception)));
        public void Dispose()
        {
        }
    }
}
