using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Overblik.Dkfds;

/// <summary>A tag: a topic, static or as a link.</summary>
public sealed record TagOptions : ComponentOptions
{
    /// <summary>Where it leads; a static tag has none.</summary>
    public string? Href { get; init; }

    /// <summary>The topic.</summary>
    public HtmlText Text { get; init; }
}

/// <summary>Writes a tag.</summary>
public static class TagHtml
{
    /// <summary>Renders a tag.</summary>
    public static IHtmlContent Render(TagOptions options) => new Html<TagOptions>(options, static (to, o) =>
    {
        if (o.Href is null) to.Write($"<span{new Classes("tag", "ov-static", Attributes: o.More)}{o.More}>{o.Text}</span>");
        else to.Write($"<a{new Classes("tag", Attributes: o.More)}{new Attr("href", o.Href)}{o.More}>{o.Text}</a>");
    });
}

internal sealed record TagList;

/// <summary>&lt;fds-tag href="/emner/bolig"&gt;Bolig&lt;/fds-tag&gt;; in an fds-tags it is an item of the list.</summary>
[HtmlTargetElement("fds-tag")]
public sealed class TagTagHelper : TagHelper
{
    /// <inheritdoc cref="TagOptions.Href" />
    public string? Href { get; set; }

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        output.Become(TagHtml.Render(new() { Href = Href, Text = HtmlText.From(await output.Children()), Attributes = output.Rest() }));
        if (context.Parent<TagList>() is null) return;
        output.PreContent.SetHtmlContent("<li>");
        output.PostContent.SetHtmlContent("</li>");
    }
}

/// <summary>&lt;fds-tags&gt; a list of fds-tag &lt;/fds-tags&gt;</summary>
[HtmlTargetElement("fds-tags")]
public sealed class TagsTagHelper : TagHelper
{
    private static readonly TagList List = new();

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        context.ForChildren(List);
        var content = await output.Children();
        var more = output.Rest();
        output.Become(new Html<(IHtmlContent? Content, TagHelperAttribute[]? More)>((content, more), static (to, o) =>
            to.Write($"<ul{new Classes("nobullet-list", "ov-tags", Attributes: o.More)}{o.More}>{o.Content}</ul>")));
    }
}
