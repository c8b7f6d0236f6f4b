using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Overblik.Dkfds;

/// <summary>A link in the footer.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Href">Where it leads.</param>
public sealed record FooterLink(HtmlText Text, string Href);

/// <summary>A column of the footer.</summary>
/// <param name="Heading">Its heading.</param>
/// <param name="Content">What stands before the links.</param>
/// <param name="Links">Its links.</param>
public sealed record FooterColumn(string? Heading, HtmlText Content, IReadOnlyList<FooterLink> Links);

/// <summary>The footer.</summary>
public sealed record FooterOptions : ComponentOptions
{
    /// <summary>The name of the landmark, if it needs one.</summary>
    public string? Label { get; init; }

    /// <summary>One to four columns.</summary>
    public IReadOnlyList<FooterColumn> Columns { get; init; } = [];
}

/// <summary>Writes the footer.</summary>
public static class FooterHtml
{
    /// <summary>Renders the footer.</summary>
    public static IHtmlContent Render(FooterOptions options) => new Html<FooterOptions>(options, static (to, o) =>
    {
        to.Write($"<footer{new Attr("aria-label", o.Label)}{o.More}><div{new Classes("footer", Attributes: o.More)}><div class=\"container\">");
        if (o.Columns.Count > 0) to.Write($"<div class=\"row\">");
        foreach (var column in o.Columns)
        {
            to.Write($"<div class=\"col-12 col-sm-12 col-md-{12 / o.Columns.Count} footer-col\"><section><div class=\"align-text-left\">");
            if (column.Heading is not null) to.Write($"<h2 class=\"h5\">{column.Heading}</h2>");
            to.Write($"{column.Content}");
            if (column.Links.Count > 0) to.Write($"<ul class=\"unstyled-list\">");
            foreach (var link in column.Links) to.Write($"<li><a{new Attr("href", link.Href)} class=\"function-link\">{link.Text}</a></li>");
            if (column.Links.Count > 0) to.Write($"</ul>");
            to.Write($"</div></section></div>");
        }
        if (o.Columns.Count > 0) to.Write($"</div>");
        to.Write($"</div></div></footer>");
    });
}

/// <summary>&lt;fds-footer&gt; with fds-footer-column inside.</summary>
[HtmlTargetElement("fds-footer")]
public sealed class FooterTagHelper : TagHelper
{
    /// <inheritdoc cref="FooterOptions.Label" />
    public string? Label { get; set; }

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var columns = context.ForChildren(new List<FooterColumn>());
        await output.GetChildContentAsync();
        output.Become(FooterHtml.Render(new() { Label = Label, Columns = columns, Attributes = output.Rest() }));
    }
}

/// <summary>&lt;fds-footer-column heading="Om Overblik"&gt; with fds-footer-link, and other content, inside.</summary>
[HtmlTargetElement("fds-footer-column")]
public sealed class FooterColumnTagHelper : TagHelper
{
    /// <inheritdoc cref="FooterColumn.Heading" />
    public string? Heading { get; set; }

    /// <summary>Its links, ready made; fds-footer-link inside adds to them.</summary>
    public IReadOnlyList<FooterLink> Links { get; set; } = [];

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var more = context.ForChildren(new List<FooterLink>());
        var content = await output.Children();
        output.SuppressOutput();
        context.Parent<List<FooterColumn>>()?.Add(new(Heading, HtmlText.From(content), [.. Links, .. more]));
    }
}

/// <summary>&lt;fds-footer-link href="/tilgaengelighed"&gt;Tilgængelighed&lt;/fds-footer-link&gt;</summary>
[HtmlTargetElement("fds-footer-link")]
public sealed class FooterLinkTagHelper : TagHelper
{
    /// <inheritdoc cref="FooterLink.Href" />
    public string Href { get; set; } = "";

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var text = await output.Children();
        output.SuppressOutput();
        context.Parent<List<FooterLink>>()?.Add(new(HtmlText.From(text), Href));
    }
}
