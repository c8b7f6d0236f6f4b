using System.Net;
using AngleSharp.Dom;

namespace Overblik.Web.Tests;

/// <summary>Walks through a life event as a person does: one page after the other.</summary>
internal static class Walker
{
    public const string Root = "/livssituationer";

    /// <summary>Answers from where the address leads; a question's answer by its id. Returns the address of the page that comes after the last answer.</summary>
    public static async Task<string> Walk(this Visitor visitor, string path, params (string Question, string Answer)[] answers)
    {
        var address = (await visitor.Page($"{Root}/{path}")).QuerySelectorAll("main .ov-start a")[^1].GetAttribute("href")!;
        foreach (var (question, answer) in answers)
        {
            Assert.EndsWith("/spoerg/" + question, address, StringComparison.Ordinal);
            using var sent = await visitor.Answer(address, answer);
            Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
            address = sent.Headers.Location!.ToString();
        }
        return address;
    }

    public static async Task<HttpResponseMessage> Answer(this Visitor visitor, string address, string answer) =>
        await visitor.Submit(await visitor.Page(address), "form.ov-narrow", [.. answer.Split(' ').Where(one => one != "-").Select(one => ("Answer", one))]);

    /// <summary>The titles below each heading of a list.</summary>
    public static Dictionary<string, List<string>> Places(IDocument page) =>
        page.QuerySelectorAll(".ov-place").ToDictionary(place => place.Children[0].TextContent.Trim(), place => place.QuerySelectorAll(".ov-task > :is(h3, h4)").Select(title => title.TextContent.Trim()).ToList());

    public static IElement Card(IDocument page, string task) => page.QuerySelector($"article#{task}") ?? throw new InvalidOperationException($"There is no card '{task}'.");
}
