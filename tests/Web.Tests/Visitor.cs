using System.Net;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Overblik.Platform;

namespace Overblik.Web.Tests;

/// <summary>A browser without scripts: cookies, pages, forms.</summary>
internal sealed class Visitor : IDisposable
{
    private readonly HttpClient http;

    public Visitor(Uri address)
    {
        http = new HttpClient(new SocketsHttpHandler { CookieContainer = Cookies, AllowAutoRedirect = false }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
        http.DefaultRequestHeaders.AcceptLanguage.ParseAdd("da");
    }

    public CookieContainer Cookies { get; } = new();
    public CprNumber Number { get; init; } = null!;
    public PersonId Person { get; init; }
    public Guid Session { get; init; }

    public Task<HttpResponseMessage> Get(string path, HttpCompletionOption until = HttpCompletionOption.ResponseContentRead) => http.GetAsync(path, until);

    public Task<HttpResponseMessage> Send(HttpRequestMessage request, HttpCompletionOption until = HttpCompletionOption.ResponseContentRead) => http.SendAsync(request, until);

    public async Task<IDocument> Page(string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await Get(path);
        Assert.Equal(expected, response.StatusCode);
        return await Parse(response);
    }

    public static async Task<IDocument> Parse(HttpResponseMessage response)
    {
        var html = await response.Content.ReadAsStringAsync();
        return await BrowsingContext.New().OpenAsync(request => request.Content(html));
    }

    /// <summary>Sends the form as a browser would, with its hidden fields; the answer may be a redirect.</summary>
    public Task<HttpResponseMessage> Submit(IDocument page, string selector, params (string Name, string Value)[] fields)
    {
        var form = (IHtmlFormElement)page.QuerySelector(selector)!;
        var values = form.QuerySelectorAll<IHtmlInputElement>("input[name]").Where(i => (i.Type is "hidden" or "text" || i.IsChecked) && !fields.Any(field => field.Name == i.Name)).Select(i => KeyValuePair.Create(i.Name!, i.Value));
        return http.PostAsync(form.GetAttribute("action") ?? "", new FormUrlEncodedContent([.. values, .. fields.GroupBy(field => field.Name).Select(field => KeyValuePair.Create(field.Key, field.Last().Value))]));
    }

    public async Task<string> Json(string path)
    {
        using var response = await Get(path);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>Reads the body until it holds the text, and returns all that had come by then.</summary>
    public static async Task<string> ReadUntil(Stream body, string text, ReadSoFar read)
    {
        var buffer = new byte[4096];
        while (!read.Text.Contains(text, StringComparison.Ordinal))
        {
            var count = await body.ReadAsync(buffer);
            Assert.True(count > 0, $"The page ended without '{text}'.");
            read.Append(buffer.AsSpan(0, count));
        }
        return read.Text;
    }

    public void Dispose() => http.Dispose();
}

/// <summary>What has been read of a stream so far; UTF-8 letters may be cut between two reads.</summary>
internal sealed class ReadSoFar
{
    private readonly List<byte> bytes = [];

    public string Text => System.Text.Encoding.UTF8.GetString([.. bytes]);

    public void Append(ReadOnlySpan<byte> more) => bytes.AddRange(more);
}
