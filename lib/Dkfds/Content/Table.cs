using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Overblik.Dkfds;

/// <summary>The frame around a table's own thead and tbody.</summary>
public sealed record TableOptions : ComponentOptions
{
    /// <summary>What the table shows.</summary>
    public string? Caption { get; init; }

    /// <summary>On narrow screens each row becomes a block; the cells need data-title.</summary>
    public bool Responsive { get; init; }

    /// <summary>thead and tbody.</summary>
    public HtmlText Content { get; init; }
}

/// <summary>Writes a table.</summary>
public static class TableHtml
{
    /// <summary>Renders a table.</summary>
    public static IHtmlContent Render(TableOptions options) => new Html<TableOptions>(options, static (to, o) =>
    {
        to.Write($"<div class=\"table--responsive-scroll\" tabindex=\"0\"");
        if (o.Caption is not null) to.Write($" role=\"region\"{new Attr("aria-label", o.Caption)}");
        to.Write($"><table{new Classes("table", o.Responsive ? "table-sm-responsive-headers" : null, Attributes: o.More)}{o.More}>");
        if (o.Caption is not null) to.Write($"<caption>{o.Caption}</caption>");
        to.Write($"{o.Content}</table></div>");
    });
}

/// <summary>&lt;fds-table caption="Udbetalinger" responsive="true"&gt;&lt;thead&gt;…&lt;/fds-table&gt;</summary>
[HtmlTargetElement("fds-table")]
public sealed class TableTagHelper : TagHelper
{
    /// <inheritdoc cref="TableOptions.Caption" />
    public string? Caption { get; set; }

    /// <inheritdoc cref="TableOptions.Responsive" />
    public bool Responsive { get; set; }

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output) => output.Become(TableHtml.Render(new()
    {
        Caption = Caption, Responsive = Responsive, Content = HtmlText.From(await output.Children()), Attributes = output.Rest(),
    }));
}
