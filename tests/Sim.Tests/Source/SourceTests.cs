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
    public async Task Keys_that_nobody_has_are_looked_for_once_in_a_while_however_many_ask()
    {
        var time = new SteppingTime();
        await using var office = await Office.Open(new Shelf([Book("a", Mine)]), time: time);
        async Task<Answer[]> Flood() => await Task.WhenAll(Enumerable.Range(0, 40).Select(i => office.AskWithKey($"nobodys-{i}")));
        Assert.All(await Flood(), it => Assert.Equal((401, "source.token-invalid"), (it.Status, it.Code)));
        Assert.Equal(1, office.Hub.Fetches);
        time.Step(4);
        await Flood();
        Assert.Equal(2, office.Hub.Fetches);

        // Nor is a hub that is down asked more often; who is known meanwhile is let in.
        office.Hub.IsDown = true;
        time.Step(4);
        Assert.All(await Flood(), it => Assert.Equal((503, "source.unavailable"), (it.Status, it.Code)));
        Assert.Equal(3, office.Hub.Fetches);
        Assert.Single(office.Log, it => it.Level == LogLevel.Warning);
        Assert.Equal(200, (await office.AskWithKey(office.Hub.KeyId)).Status);
    }

    [Fact]
    public async Task Who_hangs_up_does_not_make_the_hub_be_asked_again()
    {
        await using var office = await Office.Open(new Shelf([Book("a", Mine)]));
        var open = new TaskCompletionSource();
        office.Hub.Held = open.Task;
        using var hangingUp = new CancellationTokenSource();
        var first = office.AskWithKey("nobodys", hangingUp.Token);
        while (office.Hub.Fetches == 0) await Task.Delay(10, TestContext.Current.CancellationToken);
        await hangingUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        var second = office.AskWithKey(office.Hub.KeyId);
        open.SetResult();
        Assert.Equal(200, (await second).Status);
        Assert.Equal(1, office.Hub.Fetches);
    }

    [Fact]
    public async Task An_agreement_that_cannot_be_used_is_named_at_the_start()
    {
        async Task Refused(Action<SourceOptions> spoil, params string[] said)
        {
            var message = (await Assert.ThrowsAsync<SourceConfigurationException>(() => Office.Open(new Shelf([]), spoil))).Message;
            Assert.All(said, it => Assert.Contains(it, message, StringComparison.Ordinal));
        }
        await Refused(it => it.Hubs.Clear(), "Source:Hubs:0:Issuer");
        await Refused(it => it.Hubs[0].Issuer = "", "no Issuer", "Source:Hubs:0:Issuer");
        await Refused(it => (it.Hubs[0].Issuer, it.Hubs[0].Jwks) = ("overblik", null), "needs Jwks", "Source:Hubs:0:Jwks");
        await Refused(it => it.Hubs[0].Jwks = new("jwks.json", UriKind.Relative), "Source:Hubs:0:Jwks");
        await Refused(it => it.Hubs[0].Jwks = new("file:///keys.json"), "Source:Hubs:0:Jwks");
        await Refused(it => it.Hubs.Add(new HubOptions { Issuer = TestHub.Issuer }), TestHub.Issuer, "twice");
        await Refused(it => it.Hubs[0].Areas.Add("lones"), "no area 'lones'", "Source:Hubs:0:Areas", "loans, fines");
        await Refused(it => it.Hubs[0].Assurance = (Assurance)7, "Source:Hubs:0:Assurance", "Substantial");
        await Refused(it => it.PageSize = 0, "Source:PageSize", "1 to 100");
        await Refused(it => it.PageSize = 101, "Source:PageSize");
        await Refused(it => it.TestPeople.Add("12"), "Source:TestPeople:0");
    }

    [Fact]
    public async Task A_test_person_who_may_be_real_is_refused_without_the_number()
    {
        var refused = await Assert.ThrowsAsync<SourceConfigurationException>(() => Office.Open(new Shelf([]), it => it.TestPeople.Add("1403929212")));
        Assert.Contains("raised by 60", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("1403929212", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_description_that_cannot_be_used_is_named_at_the_start()
    {
        async Task Refused(Func<SourceInfo, SourceInfo> spoil, string said, string prefix = "") =>
            Assert.Contains(said, (await Assert.ThrowsAsync<SourceConfigurationException>(() => Office.Open(new Shelf([], spoil: spoil), prefix: prefix))).Message, StringComparison.Ordinal);
        await Refused(it => it with { Id = "" }, "SourceInfo.Id");
        await Refused(it => it with { Id = "The Shelf" }, "aud of its tokens");
        await Refused(it => it with { Authorities = [Shelf.Library] }, "both SourceInfo.Authority and SourceInfo.Authorities");
        await Refused(it => it with { Authority = new("123", Text.Same("Byens Bibliotek")) }, "CVR number");
        await Refused(it => it with { Areas = [] }, "no areas");
        await Refused(it => it with { Areas = [new("Loans", Text.Same("Lån"), [Kind.Deadline])] }, "'Loans'");
        await Refused(it => it with { Areas = [new("loans", Text.Same("Lån"), [])] }, "no kinds");
        await Refused(it => it with { Areas = [.. it.Areas, it.Areas[0]] }, "'loans' twice");
        await Refused(it => it with { Identifiers = [] }, "SourceInfo.Identifiers");
        await Refused(it => it with { Freshness = -1 }, "SourceInfo.Freshness");
        await Refused(it => it with { Contact = new("") }, "SourceInfo.Contact");
        foreach (var prefix in new[] { "shelf", "/shelf/", "/", "/{shelf}", "/my shelf" }) await Refused(it => it, "The prefix", prefix);
    }

    [Theory]
    [InlineData("Source:Hubs:0:Assurance", "Best", "'Source:Hubs:0:Assurance'")]
    [InlineData("Source:Hubs:0:Jwks", "http://:x", "'Source:Hubs:0:Jwks'")]
    [InlineData("Source:PageSize", "many", "'Source:PageSize'")]
    [InlineData("Source:Hub:0:Issuer", "https://hub.test", "no setting Source:Hub. Write one of Hubs")]
    [InlineData("Source:Hubs:0:Isuer", "https://hub.test", "no setting Source:Hubs:0:Isuer. Write one of Issuer")]
    public async Task A_setting_that_cannot_be_read_is_named_at_the_start(string setting, string value, string said)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["Source:Hubs:0:Issuer"] = TestHub.Issuer;
        builder.Configuration[setting] = value;
        builder.Services.AddSources().AddSingleton<ISource>(new Shelf([]));
        await using var app = builder.Build();
        var refused = Assert.Throws<SourceConfigurationException>(() => app.MapSource());
        Assert.True(refused.Message.Contains(said, StringComparison.Ordinal), refused.Message);
    }

    [Fact]
    public async Task What_was_not_registered_is_named()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();
        Assert.Contains("AddSource<T>()", Assert.Throws<SourceConfigurationException>(() => app.MapSource()).Message, StringComparison.Ordinal);
        var options = new SourceOptions();
        options.Hubs.Add(new HubOptions { Issuer = TestHub.Issuer });
        Assert.Contains("AddSources()", Assert.Throws<SourceConfigurationException>(() => app.MapSource(new Shelf([]), options)).Message, StringComparison.Ordinal);
    }

    private static Item Book(string id, string borrower) => new()
    {
        Id = id, Kind = Kind.Deadline, Holder = Identifier.Cpr(borrower), Authority = Shelf.Library, Area = "loans", Title = Text.Same("Pelle Erobreren"), Open = true,
        UpdatedAt = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero), Controller = new(Shelf.Library), Deadline = new(new(2026, 12, 1)),
    };

    private sealed class Shelf(Item[] items, Item[]? finds = null, Exception? failure = null, Func<SourceInfo, SourceInfo>? spoil = null) : ISource
    {
        public static readonly Authority Library = new("99777702", Text.Same("Byens Bibliotek"));

        public SourceInfo Info => spoil is null ? Right : spoil(Right);

        private static SourceInfo Right => new()
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

        public static async Task<Office> Open(ISource source, Action<SourceOptions>? spoil = null, TimeProvider? time = null, string prefix = "")
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
            app.MapSource(source, options, prefix);
            await app.StartAsync();
            return new(app, hub, log);
        }

        public Task<Answer> Ask(string person, (string Kind, string Id)? item = null, string[]? areas = null)
        {
            var body = TestHub.Body(person);
            if (item is { } one) (body["kind"], body["id"]) = (one.Kind, one.Id);
            return hub.Ask(Client, "", body, item is null ? "overview" : "item", it => it["aud"] = "shelf", areas ?? ["loans"]);
        }

        /// <summary>Asks as the hub does, with a token that names a key.</summary>
        public async Task<Answer> AskWithKey(string kid, CancellationToken cancel = default)
        {
            var body = TestHub.Body(Mine).ToJsonString();
            var claims = TestHub.Claims("shelf", body, TestHub.SubjectOf(Mine), "loans");
            var now = app.Services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeSeconds();
            (claims["iat"], claims["exp"]) = (now, now + 60);
            return await TestHub.Send(Client, "", "overview", body, hub.Sign(claims, keyId: kid), cancel);
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
