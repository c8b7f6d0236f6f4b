using System.Net;
using AngleSharp.Html.Dom;

namespace Overblik.Sim.Tests;

/// <summary>The web push service (RFC 8030).</summary>
public sealed class InboxPushTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_is_taken_shown_and_deleted()
    {
        await using var postbox = await Postbox.Open();
        using var answer = await Send(postbox, 300, ("TTL", "3600"), ("Urgency", "low"), ("Topic", "frist_1-a"));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var message = Assert.Single(await postbox.Messages())!;
        Assert.Equal(("push", "telefon", 3600, "low", "frist_1-a", 300), ((string?)message["channel"], (string?)message["to"]![0], (int?)message["ttl"], (string?)message["urgency"], (string?)message["topic"], (int?)message["size"]));
        var location = answer.Headers.Location!.ToString();
        Assert.Equal($"/push/telefon/{message["id"]}", location);
        Assert.Equal(HttpStatusCode.NotFound, (await postbox.Client.DeleteAsync(location.Replace("telefon", "tablet", StringComparison.Ordinal), Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await postbox.Client.DeleteAsync(location, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await postbox.Client.DeleteAsync(location, Cancel)).StatusCode);
        Assert.Empty(await postbox.Messages());
    }

    [Fact]
    public async Task One_with_the_same_topic_takes_the_place_of_the_first()
    {
        await using var postbox = await Postbox.Open();
        using var first = await Send(postbox, 1, ("TTL", "60"), ("Topic", "a"));
        using var again = await Send(postbox, 2, ("TTL", "60"), ("Topic", "a"));
        await Send(postbox, 3, ("TTL", "60"), ("Topic", "b"));
        await Send(postbox, 4, ("TTL", "60"));
        await Send(postbox, 5, ("TTL", "60"));
        Assert.Equal(first.Headers.Location, again.Headers.Location);
        Assert.Equal(["5 1", "4 1", "3 1", "2 2"], (await postbox.Messages()).Select(it => $"{it!["size"]} {it["came"]}"));
    }

    [Theory]
    [InlineData(400, 0, null, null, null)]
    [InlineData(400, 0, "-1", null, null)]
    [InlineData(400, 0, "soon", null, null)]
    [InlineData(400, 0, "0", "urgent", null)]
    [InlineData(400, 0, "0", null, "a b")]
    [InlineData(400, 0, "0", null, "a23456789012345678901234567890123")]
    [InlineData(413, 4097, "0", null, null)]
    [InlineData(201, 4096, "0", "very-low", "a2345678901234567890123456789012")]
    [InlineData(201, 0, "2147483647", null, null)]
    public async Task Headers_and_size_are_as_the_standard_has_them(int status, int size, string? ttl, string? urgency, string? topic)
    {
        await using var postbox = await Postbox.Open();
        using var answer = await Send(postbox, size, ("TTL", ttl), ("Urgency", urgency), ("Topic", topic));
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(status == 201 ? 1 : 0, (await postbox.Messages()).Count);
    }

    [Fact]
    public async Task A_device_that_its_browser_removed_is_gone()
    {
        await using var postbox = await Postbox.Open();
        Assert.Equal(HttpStatusCode.NoContent, (await postbox.Client.DeleteAsync("/push/telefon", Cancel)).StatusCode);
        using var answer = await Send(postbox, 1, ("TTL", "60"));
        Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
    }

    [Fact]
    public async Task A_device_is_removed_and_put_back_by_the_buttons()
    {
        await using var postbox = await Postbox.Open();
        await Send(postbox, 1, ("TTL", "60"));
        await Press(postbox, "1");
        using var gone = await Send(postbox, 1, ("TTL", "60"));
        Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);
        await Press(postbox, "0");
        using var back = await Send(postbox, 1, ("TTL", "60"));
        Assert.Equal(HttpStatusCode.Created, back.StatusCode);
    }

    private static async Task Press(Postbox postbox, string removed)
    {
        var form = Assert.Single((await postbox.Page("/?lang=en")).QuerySelectorAll("form[action='/devices']"));
        var fields = form.QuerySelectorAll("input[type=hidden]").OfType<IHtmlInputElement>().ToDictionary(it => it.Name!, it => it.Value);
        var button = Assert.IsAssignableFrom<IHtmlButtonElement>(form.QuerySelector("button"));
        Assert.Equal(removed, button.Value);
        fields[button.Name!] = button.Value;
        using var answer = await postbox.Client.PostAsync("/devices", new FormUrlEncodedContent(fields), Cancel);
        Assert.Equal("/?lang=en", answer.Headers.Location?.ToString());
    }

    internal static async Task<HttpResponseMessage> Send(Postbox postbox, int size, params (string Name, string? Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/push/telefon") { Content = new ByteArrayContent(new byte[size]) };
        foreach (var (name, value) in headers.Where(it => it.Value is not null)) request.Headers.TryAddWithoutValidation(name, value);
        return await postbox.Client.SendAsync(request, Cancel);
    }
}
