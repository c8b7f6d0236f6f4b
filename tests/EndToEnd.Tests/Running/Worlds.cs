using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Overblik.EndToEnd.Tests.Worlds))]

namespace Overblik.EndToEnd.Tests;

/// <summary>What all tests share: one browser, and each world from the first test that enters it to the end of the run.</summary>
public sealed class Worlds : IAsyncLifetime
{
    private const string Shell = "/usr/bin/chromium-headless-shell";

    private static readonly string Chromium = Environment.GetEnvironmentVariable("CHROMIUM") ?? (File.Exists(Shell) ? Shell : "/usr/bin/chromium");

    private readonly Lazy<Task<World>> _held = new(() => World.Start(["kommunen=hanging"], ["--Overview:BreakAfter=1000"]));
    private readonly Lazy<Task<World>> _brief = new(() => World.Start([], ["--Identity:Idle=00:01:00", "--Identity:Warning=00:00:30"]));
    private readonly Lazy<Task<World>> _telling = new(World.StartTelling);
    private readonly Lazy<Task<World>> _usual, _talkative;
    private readonly Lazy<Task<(IPlaywright, IBrowser)>> _browser = new(Launch);

    public Worlds()
    {
        _usual = new(() => Warm(World.Start(["kommunen=slow:800", "hospitalet=down"], ["--Overview:BreakAfter=1000"])));
        _talkative = new(() => Warm(World.Start(
            ["skatteforvaltningen=wrong-person", "hospitalet=wrong-schema", "uddannelse=malformed"], ["--Logging:LogLevel:Microsoft.EntityFrameworkCore=Debug"],
            "--Logging:LogLevel:Default=Debug", "--Logging:LogLevel:Microsoft.AspNetCore=Debug", "--Logging:LogLevel:System.Net.Http=Debug")));
    }

    /// <summary>As ./run has it: one source is slow and one is down.</summary>
    internal Task<World> Usual => _usual.Value;

    /// <summary>One source takes the call and never answers.</summary>
    internal Task<World> Held => _held.Value;

    /// <summary>The authorities tell who has looked, and two witnesses cosign the log.</summary>
    internal Task<World> Telling => _telling.Value;

    /// <summary>Sessions of a minute, which warn two seconds after their start.</summary>
    internal Task<World> Brief => _brief.Value;

    /// <summary>Everything is logged, and sources answer what they should not.</summary>
    internal Task<World> Talkative => _talkative.Value;

    /// <summary>Someone at a browser of their own, who has not been here before. Without a browser the test is skipped, and says so.</summary>
    internal static void NeedBrowser() =>
        Assert.SkipUnless(File.Exists(Chromium), $"There is no Chromium at {Chromium}. Install the package chromium-headless-shell or chromium, or name the program in the environment variable CHROMIUM.");

    /// <inheritdoc cref="NeedBrowser"/>
    internal async Task<Visitor> Visitor(World world, bool scripts = true, Action<BrowserNewContextOptions>? change = null)
    {
        NeedBrowser();
        var options = new BrowserNewContextOptions { JavaScriptEnabled = scripts, Locale = "da-DK", ViewportSize = new() { Width = 1280, Height = 900 } };
        change?.Invoke(options);
        var (_, browser) = await _browser.Value;
        return await Tests.Visitor.Enter(world, await browser.NewContextAsync(options));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>The last word of the run: nobody's number or name stands in any log of any world.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_browser.IsValueCreated)
        {
            var (playwright, browser) = await _browser.Value;
            await browser.DisposeAsync();
            playwright.Dispose();
        }
        var found = new List<string>();
        foreach (var lazy in new[] { _usual, _held, _brief, _talkative, _telling }.Where(it => it.IsValueCreated))
        {
            var world = await lazy.Value;
            await world.DisposeAsync();
            found.AddRange(PersonalData.In(world.Log));
        }
        Assert.Empty(found);
    }

    // One visit before the tests: programs that have just started on a busy machine may need longer for the first answer than a source is given.
    private async Task<World> Warm(Task<World> starting)
    {
        var world = await starting;
        await using var visitor = await Visitor(world);
        await visitor.SignIn("emil-krogh");
        return world;
    }

    private static async Task<(IPlaywright, IBrowser)> Launch()
    {
        var playwright = await Playwright.CreateAsync();
        return (playwright, await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        }));
    }
}
