namespace Overblik.EndToEnd.Tests;

/// <summary>Tests that visit: after each one, no browser may have complained. In addition to what the test itself found, not instead of it.</summary>
public abstract class Visits(Worlds worlds) : IAsyncDisposable
{
    private readonly List<Visitor> _visitors = [];

    protected Worlds Shared => worlds;

    internal async Task<Visitor> Visitor(World world, bool scripts = true, Action<Microsoft.Playwright.BrowserNewContextOptions>? change = null)
    {
        var visitor = await worlds.Visitor(world, scripts, change);
        _visitors.Add(visitor);
        return visitor;
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Assert.Empty(_visitors.SelectMany(it => it.Complaints));
        return ValueTask.CompletedTask;
    }

    /// <summary>From the start page through sign-in, overview and a case to each of the paths, with a look at every page. Returns the address of the case.</summary>
    internal static async Task<string> EveryPage(Visitor visitor, IEnumerable<string> paths, Func<string, Task> look)
    {
        await visitor.Go("/");
        await look("start");
        await visitor.ToSignIn();
        await look("sign-in");
        await visitor.SignIn("karen-mose");
        await look("overview");
        var @case = await visitor.OpenCase();
        await look("case");
        foreach (var path in paths)
        {
            await visitor.Go(path);
            await look(path);
        }
        return @case;
    }
}
