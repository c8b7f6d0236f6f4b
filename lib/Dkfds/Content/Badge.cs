using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Overblik.Dkfds;

/// <summary>A badge: a state in a word or two.</summary>
public sealed record BadgeOptions : ComponentOptions
{
    /// <summary>info, success, warning, error or neutral.</summary>
    public string Kind { get; init; } = "neutral";

    /// <summary>The words.</summary>
    public HtmlText Text { get; init; }

    internal string? KindClass => Kind switch
    {
        "neutral" => null,
        "info" => "badge-info",
        "success" => "badge-success",
        "warning" => "badge-warning",
        "error" => "badge-error",
        _ => throw new ArgumentException($"There is no badge of the kind {Kind}."),
    };
}

/// <summary>Writes a badge.</summary>
public static class BadgeHtml
{
    /// <summary>Renders a badge.</summary>
    public static IHtmlContent Render(BadgeOptions options) => new Html<BadgeOptions>(options, static (to, o) =>
        to.Write($"<span{new Classes("badge", o.KindClass, Attributes: o.More)}{o.More}>{o.Text}</span>"));
}

/// <summary>&lt;fds-badge kind="success"&gt;Udbetalt&lt;/fds-badge&gt;</summary>
[HtmlTargetElement("fds-badge")]
public sealed class BadgeTagHelper : TagHelper
{
    /// <inheritdoc cref="BadgeOptions.Kind" />
    public string Kind { get; set; } = "neutral";

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output) =>
        output.Become(BadgeHtml.Render(new() { Kind = Kind, Text = HtmlText.From(await output.Children()), Attributes = output.Rest() }));
}
