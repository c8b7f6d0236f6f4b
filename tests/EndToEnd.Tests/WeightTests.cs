using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Overblik.EndToEnd.Tests;

/// <summary>What a visit costs, and that the files are really there.</summary>
public sealed class WeightTests(Worlds worlds) : Visits(worlds)
{
    private const int MostRequests = 12, MostBytes = 120 * 1024;

    [Fact]
    public async Task The_style_sheet_the_scripts_and_the_fonts_are_served()
    {
        Worlds.NeedBrowser();
        await using var visitor = await Visitor(await Shared.Usual);
        var answers = Answers(visitor.Context);
        await visitor.Page.GotoAsync(visitor.World.Portal + "/", new() { WaitUntil = WaitUntilState.NetworkIdle });
        Assert.All(answers, it => Assert.InRange(it.Status, 200, 299));
        var sheet = answers.Single(it => it.Url.Contains("/dkfds-borgerdk", StringComparison.Ordinal));
        Assert.True((await sheet.BodyAsync()).Length > 100_000, "The design system's style sheet is whole.");
        Assert.Contains(answers, it => it.Request.ResourceType == "script");
        Assert.Contains(answers, it => it.Request.ResourceType == "font");
        Assert.True(await visitor.Page.EvaluateAsync<bool>("document.fonts.ready.then(all => [...all].some(it => it.status === 'loaded') && ![...all].some(it => it.status === 'error'))"));
    }

    [Fact]
    public async Task The_first_visit_to_the_overview_is_light()
    {
        Worlds.NeedBrowser();
        var world = await Shared.Usual;
        await using var before = await Visitor(world);
        await before.SignIn("emil-krogh");
        var session = await before.Context.StorageStateAsync();
        await using var visitor = await Visitor(world, change: it => it.StorageState = session);
        var answers = Answers(visitor.Context);
        await visitor.Page.GotoAsync(world.Portal + "/overblik", new() { WaitUntil = WaitUntilState.NetworkIdle });
        Assert.Equal(world.Portal + "/overblik", visitor.Page.Url);
        var bytes = 0;
        var compressed = true;
        foreach (var answer in answers)
        {
            var sizes = await answer.Request.SizesAsync();
            var encoding = await answer.HeaderValueAsync("content-encoding");
            bytes += sizes.ResponseBodySize + sizes.ResponseHeadersSize;
            compressed &= encoding is not null || answer.Request.ResourceType is not ("stylesheet" or "script");
            TestContext.Current.TestOutputHelper!.WriteLine($"{sizes.ResponseBodySize,8} {encoding ?? "-",-4} {answer.Request.ResourceType,-10} {new Uri(answer.Url).AbsolutePath}");
        }
        Assert.True(answers.Count <= MostRequests, $"{answers.Count} requests.");
        Assert.True(compressed, "The files are served compressed.");
        Assert.True(bytes <= MostBytes, $"{bytes} bytes.");
    }

    private static ConcurrentQueue<IResponse> Answers(IBrowserContext context)
    {
        var answers = new ConcurrentQueue<IResponse>();
        context.Response += (_, answer) => answers.Enqueue(answer);
        return answers;
    }
}
