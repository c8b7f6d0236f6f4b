using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Overblik.Dkfds;

/// <summary>Content behind a summary, in the browser's own &lt;details&gt;.</summary>
public sealed record DetailsOptions : ComponentOptions
{
    /// <summary>What is always shown.</summary>
    public required string Summary { get; init; }

    /// <summary>Said after the summary to those who hear the page: of what, where several have the same summary.</summary>
    public string? Of { get; init; }

    /// <summary>What is shown when it is open.</summary>
    public HtmlText Content { get; init; }
}

/// <summary>Writes details.</summary>
public static class DetailsHtml
{
    /// <summary>Renders details.</summary>
    public static IHtmlContent Render(DetailsOptions options) => new Html<DetailsOptions>(options, static (to, o) =>
    {
        to.Write($"<details{new Classes("details", Attributes: o.More)}{o.More}><summary class=\"details-summary\">{o.Summary}");
        if (o.Of is not null) to.Write($"<span class=\"sr-only\">: {o.Of}</span>");
        to.Write($"</summary><div class=\"details-text\">{o.Content}</div></details>");
    });
}

/// <summary>&lt;fds-details summary="Hvor kommer tallet fra?"&gt;…&lt;/fds-details&gt;</summary>
[HtmlTargetElement("fds-details")]
public sealed class DetailsTagHelper : TagHelper
{
    /// <inheritdoc cref="DetailsOptions.Summary" />
    public string Summary { get; set; } = "";

    /// <inheritdoc cref="DetailsOptions.Of" />
    public string? Of { get; set; }

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output) =>
        output.Become(DetailsHtml.Render(new() { Summary = Summary, Of = Of, Content = HtmlText.From(await output.Children()), Attributes = output.Rest() }));
}
