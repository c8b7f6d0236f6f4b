using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Overblik.Dkfds;

/// <summary>A card. With <see cref="Href"/> all of it is clickable, while only the heading is the link.</summary>
public sealed record CardOptions : ComponentOptions
{
    /// <summary>The heading.</summary>
    public string? Heading { get; init; }

    /// <summary>2 to 6.</summary>
    public int HeadingLevel { get; init; } = 3;

    /// <summary>A small line above the heading.</summary>
    public string? Subheading { get; init; }

    /// <summary>Where the card leads.</summary>
    public string? Href { get; init; }

    /// <summary>The content.</summary>
    public HtmlText Content { get; init; }

    /// <summary>Links or buttons at the bottom.</summary>
    public HtmlText Footer { get; init; }
}

/// <summary>Writes a card.</summary>
public static class CardHtml
{
    /// <summary>Renders a card.</summary>
    public static IHtmlContent Render(CardOptions options) => new Html<CardOptions>(options, static (to, o) =>
    {
        to.Write($"<div{new Classes("card", o.Href is null ? null : "ov-card-link", Attributes: o.More)}{o.More}>");
        if (o.Subheading is not null || o.Heading is not null || !o.Content.IsEmpty || !o.Footer.IsEmpty)
        {
            to.Write($"<div class=\"card-content\">");
            if (o.Subheading is not null) to.Write($"<span class=\"card-subheading\">{o.Subheading}</span>");
            if (o.Heading is not null && o.Href is null) to.Write($"<h{o.HeadingLevel} class=\"card-heading\">{o.Heading}</h{o.HeadingLevel}>");
            else if (o.Heading is not null) to.Write($"<h{o.HeadingLevel} class=\"card-heading\"><a{new Attr("href", o.Href)}>{o.Heading}</a></h{o.HeadingLevel}>");
            to.Write($"{o.Content}");
            if (!o.Footer.IsEmpty) to.Write($"<div class=\"card-actions\">{o.Footer}</div>");
            to.Write($"</div>");
        }
        if (o.Href is not null) IconHtml.Write(to, "arrow-forward", "card-icon");
        to.Write($"</div>");
    });
}

internal sealed class CardFooter
{
    public IHtmlContent? Content { get; set; }
}

/// <summary>&lt;fds-card heading="Boligstøtte" href="/sager/1"&gt;…&lt;/fds-card&gt;</summary>
[HtmlTargetElement("fds-card")]
public sealed class CardTagHelper : TagHelper
{
    /// <inheritdoc cref="CardOptions.Heading" />
    public string? Heading { get; set; }

    /// <inheritdoc cref="CardOptions.HeadingLevel" />
    public int HeadingLevel { get; set; } = 3;

    /// <inheritdoc cref="CardOptions.Subheading" />
    public string? Subheading { get; set; }

    /// <inheritdoc cref="CardOptions.Href" />
    public string? Href { get; set; }

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var footer = context.ForChildren(new CardFooter());
        var content = await output.Children();
        output.Become(CardHtml.Render(new()
        {
            Heading = Heading, HeadingLevel = HeadingLevel, Subheading = Subheading, Href = Href,
            Content = HtmlText.From(content), Footer = HtmlText.From(footer.Content), Attributes = output.Rest(),
        }));
    }
}

/// <summary>&lt;fds-card-footer&gt; in an fds-card.</summary>
[HtmlTargetElement("fds-card-footer")]
public sealed class CardFooterTagHelper : TagHelper
{
    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var content = await output.Children();
        output.SuppressOutput();
        if (context.Parent<CardFooter>() is { } card) card.Content = content;
    }
}
