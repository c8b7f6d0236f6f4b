using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Overblik.Dkfds;

/// <summary>Content behind a summary, in the browser's own &lt;details&gt;.</summary>
public sealed record DetailsOptions : ComponentOptions
{
    /// <summary>What is always shown.</summary>
    public required string Summary { get; init; }

    /// <summary>What is shown when it is open.</summary>
    public HtmlText Content { get; init; }
}

/// <summary>Writes details.</summary>
public static class DetailsHtml
{
    /// <summary>Renders details.</summary>
    public static IHtmlContent Render(DetailsOptions options) => new Html<DetailsOptions>(options, static (to, o) => to.Write(
        $"<details{new Classes("details", Attributes: o.More)}{o.More}><summary class=\"details-summary\">{o.Summary}</summary><div class=\"details-text\">{o.Content}</div></details>"));
}

/// <summary>&lt;fds-details summary="Hvor kommer tallet fra?"&gt;…&lt;/fds-details&gt;</summary>
[HtmlTargetElement("fds-details")]
public sealed class DetailsTagHelper : TagHelper
{
    /// <inheritdoc cref="DetailsOptions.Summary" />
    public string Summary { get; set; } = "";

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output) =>
        output.Become(DetailsHtml.Render(new() { Summary = Summary, Content = HtmlText.From(await output.Children()), Attributes = output.Rest() }));
}
