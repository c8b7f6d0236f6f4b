using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Overblik.EndToEnd.Tests;

/// <summary>Someone at a browser. What the browser complains of on the way (errors, refusals of the content policy, missing files) is kept and must be nothing at the end.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    private readonly List<string> _complaints = [];

    private Visitor(World world, IBrowserContext context)
    {
        (World, Context) = (world, context);
        context.Console += (_, message) =>
        {
            // A page that says "not found" has the status of that; the browser reports it as an error, and it is none.
            if (message.Type is not ("error" or "warning") || (OwnDoing is not null && message.Text.Contains(OwnDoing, StringComparison.Ordinal)) || (message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal) && message.Location.StartsWith(message.Page?.Url ?? "", StringComparison.Ordinal))) return;
            lock (_complaints) _complaints.Add($"{message.Type} on {message.Page?.Url}: {message.Text} ({message.Location})");
        };
        context.WebError += (_, error) => Complain($"exception on {error.Page?.Url}: {error.Error}");
        context.Response += (_, response) =>
        {
            if (response.Status >= 400 && !response.Request.IsNavigationRequest) Complain($"{response.Status} for {response.Url}");
        };
    }

    /// <summary>A complaint about what the test itself does to the page.</summary>
    public string? OwnDoing { get; set; }

    public World World { get; }
    public IBrowserContext Context { get; }
    public IPage Page { get; private set; } = null!;

    /// <summary>The complaints so far.</summary>
    public IReadOnlyList<string> Complaints { get { lock (_complaints) return [.. _complaints]; } }

    public ILocator Heading => Page.Locator("main h1");
    public ILocator Source(string id) => Page.Locator($"[slot='source-{id}'] .ov-source");

    public static async Task<Visitor> Enter(World world, IBrowserContext context)
    {
        var visitor = new Visitor(world, context);
        visitor.Page = await context.NewPageAsync();
        return visitor;
    }

    public Task<IResponse?> Go(string path) => Page.GotoAsync(World.Portal + path);

    /// <summary>
    /// Waits until the page has this address (* stands for anything) and is whole. Asked of the browser again and again:
    /// Playwright's WaitForURL looks whether the page has loaded and then listens, and misses a load that comes between the two.
    /// </summary>
    public async Task Arrive(string address)
    {
        await Assertions.Expect(Page).ToHaveURLAsync(new Regex("^" + Regex.Escape(address).Replace("\\*", ".*", StringComparison.Ordinal) + "$"), new() { Timeout = 30_000 });
        await Loaded();
    }

    /// <summary>Waits until the page is whole.</summary>
    public async Task Loaded()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await Page.EvaluateAsync<string>("document.readyState") != "complete") await Task.Delay(20, patience.Token);
    }

    /// <summary>From the start page to the list of people to be.</summary>
    public async Task ToSignIn()
    {
        await Go("/");
        await Page.Locator("main a[href^='/log-ind']").ClickAsync();
        await Arrive(World.SignIn + "/*");
    }

    /// <summary>On the list of people: chooses one.</summary>
    public Task Choose(string persona) => Page.Locator($"button[name=persona][value={persona}]").ClickAsync();

    /// <summary>Signs in and, the first time, reads the notice; ends on the overview, whole.</summary>
    public async Task SignIn(string persona)
    {
        await ToSignIn();
        await ComeInAs(persona);
    }

    /// <summary>The same from the list of people.</summary>
    public async Task ComeInAs(string persona)
    {
        await Choose(persona);
        await Arrive(World.Portal + "/*");
        if (Page.Url.Contains("/velkommen", StringComparison.Ordinal)) await ReadNotice();
        await Arrive(World.Portal + "/overblik");
        await Assertions.Expect(Page.Locator("[slot=now]")).ToHaveCountAsync(1);
    }

    /// <summary>An authority's employee, from the footer of the start page to the authority's own page.</summary>
    public async Task SignInStaff(string employee, string start = "/myndighed")
    {
        await Go("/");
        await Page.Locator("footer a[href='/log-ind/medarbejder']").ClickAsync();
        await Arrive(World.SignIn + "/*");
        await Page.Locator($"button[name=employee][value={employee}]").ClickAsync();
        await Arrive(World.Portal + start);
    }

    public Task ReadNotice() => Page.Locator("main form[method=post] button[type=submit]").ClickAsync();

    /// <summary>From the overview to the first case on it.</summary>
    public async Task<string> OpenCase()
    {
        var link = Page.Locator("[slot=case] a[href^='/sager/']").First;
        var path = (await link.GetAttributeAsync("href"))!;
        await link.ClickAsync();
        await Arrive(World.Portal + path);
        return path;
    }

    /// <summary>"Fetch again"; returns with the answer to the form, or to the page that follows.</summary>
    public Task Refresh(string method) => Page.RunAndWaitForResponseAsync(
        () => Page.Locator("[slot=fresh] button").ClickAsync(),
        answer => answer.Request.Method == method && answer.Url.EndsWith("/overblik", StringComparison.Ordinal));

    public Task SignOut() => Page.Locator("form[action='/log-ud'] button").First.ClickAsync();

    public void Complain(string complaint)
    {
        lock (_complaints) _complaints.Add(complaint);
    }

    public async ValueTask DisposeAsync() => await Context.CloseAsync();
}
