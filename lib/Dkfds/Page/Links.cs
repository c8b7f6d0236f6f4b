using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Overblik.Dkfds;

/// <summary>A link with a fixed place on the page: the skip link and the back link.</summary>
public sealed record PageLinkOptions : ComponentOptions
{
    /// <summary>Where it leads.</summary>
    public required string Href { get; init; }

    /// <summary>Its text; there is a standard one.</summary>
    public HtmlText Text { get; init; }
}

/// <summary>Writes the first link of the page, which leads past the header.</summary>
public static class SkipLinkHtml
{
    /// <summary>Renders a skip link.</summary>
    public static IHtmlContent Render(PageLinkOptions options) => new Html<PageLinkOptions>(options, static (to, o) =>
        to.Write($"<a{new Classes("skipnav", Attributes: o.More)}{new Attr("href", o.Href)}{o.More}>{(o.Text.IsEmpty ? Words.ToContent : o.Text)}</a>"));
}

/// <summary>Writes the link back to the page before.</summary>
public static class BackLinkHtml
{
    /// <summary>Renders a back link.</summary>
    public static IHtmlContent Render(PageLinkOptions options) => new Html<PageLinkOptions>(options, static (to, o) =>
    {
        to.Write($"<div><a{new Attr("href", o.Href)}{new Classes("back-link", Attributes: o.More)}{o.More}>");
        IconHtml.Write(to, "chevron-left");
        to.Write($"{(o.Text.IsEmpty ? Words.Back : o.Text)}</a></div>");
    });
}

/// <summary>&lt;fds-skip-link href="#main"&gt;Gå til sidens indhold&lt;/fds-skip-link&gt;</summary>
[HtmlTargetElement("fds-skip-link")]
public sealed class SkipLinkTagHelper : TagHelper
{
    /// <inheritdoc cref="PageLinkOptions.Href" />
    public string Href { get; set; } = "#main";

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output) =>
        output.Become(SkipLinkHtml.Render(new() { Href = Href, Text = HtmlText.From(await output.Children()), Attributes = output.Rest() }));
}

/// <summary>&lt;fds-back-link href="/sager"&gt;Tilbage&lt;/fds-back-link&gt;</summary>
[HtmlTargetElement("fds-back-link")]
public sealed class BackLinkTagHelper : TagHelper
{
    /// <inheritdoc cref="PageLinkOptions.Href" />
    public string Href { get; set; } = "";

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output) =>
        output.Become(BackLinkHtml.Render(new() { Href = Href, Text = HtmlText.From(await output.Children()), Attributes = output.Rest() }));
}
