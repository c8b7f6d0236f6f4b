using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Overblik.Dkfds;

/// <summary>One line of a structured list.</summary>
public sealed record RowOptions : ComponentOptions
{
    /// <summary>What it is.</summary>
    public required string Term { get; init; }

    /// <summary>Its value.</summary>
    public HtmlText Value { get; init; }
}

/// <summary>A list of terms and values.</summary>
public sealed record StructuredListOptions : ComponentOptions
{
    /// <summary>The lines, written by <see cref="StructuredListHtml.Row"/>.</summary>
    public HtmlText Rows { get; init; }
}

/// <summary>Writes a structured list.</summary>
public static class StructuredListHtml
{
    /// <summary>Renders the list.</summary>
    public static IHtmlContent Render(StructuredListOptions options) => new Html<StructuredListOptions>(options, static (to, o) =>
        to.Write($"<dl{new Classes("ov-rows", Attributes: o.More)}{o.More}>{o.Rows}</dl>"));

    /// <summary>Renders one line.</summary>
    public static IHtmlContent Row(RowOptions options) => new Html<RowOptions>(options, static (to, o) =>
        to.Write($"<div{new Classes("ov-row", Attributes: o.More)}{o.More}><dt>{o.Term}</dt><dd>{o.Value}</dd></div>"));
}

/// <summary>&lt;fds-structured-list&gt; with fds-row inside.</summary>
[HtmlTargetElement("fds-structured-list")]
public sealed class StructuredListTagHelper : TagHelper
{
    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output) =>
        output.Become(StructuredListHtml.Render(new() { Rows = HtmlText.From(await output.Children()), Attributes = output.Rest() }));
}

/// <summary>&lt;fds-row term="Sagsnummer"&gt;2026-114&lt;/fds-row&gt;</summary>
[HtmlTargetElement("fds-row")]
public sealed class RowTagHelper : TagHelper
{
    /// <inheritdoc cref="RowOptions.Term" />
    public string Term { get; set; } = "";

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output) =>
        output.Become(StructuredListHtml.Row(new() { Term = Term, Value = HtmlText.From(await output.Children()), Attributes = output.Rest() }));
}
