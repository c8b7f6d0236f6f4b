using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Overblik.Dkfds;

/// <summary>One step of the way to this page.</summary>
/// <param name="Text">Its name.</param>
/// <param name="Href">Where it is; null for this page.</param>
public sealed record Crumb(HtmlText Text, string? Href = null);

/// <summary>The way to this page.</summary>
public sealed record BreadcrumbOptions : ComponentOptions
{
    /// <summary>The name of the navigation.</summary>
    public string? Label { get; init; }

    /// <summary>The steps, from the front page.</summary>
    public IReadOnlyList<Crumb> Items { get; init; } = [];
}

/// <summary>Writes a breadcrumb.</summary>
public static class BreadcrumbHtml
{
    /// <summary>Renders a breadcrumb.</summary>
    public static IHtmlContent Render(BreadcrumbOptions options) => new Html<BreadcrumbOptions>(options, static (to, o) =>
    {
        to.Write($"<nav{new Classes("breadcrumbs", Attributes: o.More)}{new Attr("aria-label", o.Label ?? Words.Breadcrumb)}{o.More}><ol class=\"breadcrumbs__list\">");
        for (var i = 0; i < o.Items.Count; i++)
        {
            var item = o.Items[i];
            to.Write($"<li class=\"breadcrumbs__list-item\"{new Attr("aria-current", item.Href is null ? "page" : null)}>");
            if (i > 0) IconHtml.Write(to, "chevron-right");
            if (item.Href is null) to.Write($" {item.Text}</li>");
            else to.Write($"<a class=\"breadcrumbs__link\"{new Attr("href", item.Href)}>{item.Text}</a></li>");
        }
        to.Write($"</ol></nav>");
    });
}

/// <summary>&lt;fds-breadcrumb label="Du er her"&gt; with fds-crumb inside.</summary>
[HtmlTargetElement("fds-breadcrumb")]
public sealed class BreadcrumbTagHelper : TagHelper
{
    /// <inheritdoc cref="BreadcrumbOptions.Label" />
    public string? Label { get; set; }

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var items = context.ForChildren(new List<Crumb>());
        await output.GetChildContentAsync();
        output.Become(BreadcrumbHtml.Render(new() { Label = Label, Items = items, Attributes = output.Rest() }));
    }
}

/// <summary>&lt;fds-crumb href="/"&gt;Forside&lt;/fds-crumb&gt;; without href it is this page.</summary>
[HtmlTargetElement("fds-crumb")]
public sealed class CrumbTagHelper : TagHelper
{
    /// <inheritdoc cref="Crumb.Href" />
    public string? Href { get; set; }

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var text = await output.Children();
        output.SuppressOutput();
        context.Parent<List<Crumb>>()?.Add(new(HtmlText.From(text), Href));
    }
}
