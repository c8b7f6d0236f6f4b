using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Overblik.Dkfds;

/// <summary>An icon of the sprite.</summary>
public sealed record IconOptions : ComponentOptions
{
    /// <summary>Its name; see build/icons.txt.</summary>
    public required string Name { get; init; }

    /// <summary>What it says to those who do not see it. Without one it is decoration.</summary>
    public string? Label { get; init; }
}

/// <summary>Writes an icon.</summary>
public static class IconHtml
{
    /// <summary>Renders an icon.</summary>
    public static IHtmlContent Render(IconOptions options) => new Html<IconOptions>(options, static (to, o) => Write(to, o.Name, null, o.Label, o.More));

    internal static void Write(HtmlWriter to, string name, string? @class = null, string? label = null, TagHelperAttribute[]? more = null)
    {
        to.Write($"<svg{new Classes("icon-svg", @class, Attributes: more)} focusable=\"false\"");
        if (label is null) to.Write($" aria-hidden=\"true\"");
        else to.Write($" role=\"img\"{new Attr("aria-label", label)}");
        to.Write($"{more}><use href=\"{DkfdsAssets.Icons}#{name}\"></use></svg>");
    }
}

/// <summary>&lt;fds-icon name="calendar-month" label="Frist" /&gt;</summary>
[HtmlTargetElement("fds-icon", Attributes = "name")]
public sealed class IconTagHelper : TagHelper
{
    /// <inheritdoc cref="IconOptions.Name" />
    public string Name { get; set; } = "";

    /// <inheritdoc cref="IconOptions.Label" />
    public string? Label { get; set; }

    /// <inheritdoc />
    public override void Process(TagHelperContext context, TagHelperOutput output) =>
        output.Become(IconHtml.Render(new() { Name = Name, Label = Label, Attributes = output.Rest() }));
}
