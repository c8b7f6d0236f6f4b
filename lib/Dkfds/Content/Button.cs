using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Overblik.Dkfds;

/// <summary>A button, or a link that looks like one.</summary>
public sealed record ButtonOptions : ComponentOptions
{
    /// <summary>primary, secondary, tertiary or warning.</summary>
    public string Variant { get; init; } = "primary";

    /// <summary>submit, button or reset; not for a link.</summary>
    public string? Type { get; init; }

    /// <summary>Makes it a link.</summary>
    public string? Href { get; init; }

    /// <summary>An icon before the text.</summary>
    public string? Icon { get; init; }

    /// <summary>The name that is posted with it.</summary>
    public string? Name { get; init; }

    /// <summary>The value that is posted with it.</summary>
    public string? Value { get; init; }

    /// <summary>As wide as its surroundings.</summary>
    public bool FullWidth { get; init; }

    /// <summary>Its text.</summary>
    public HtmlText Text { get; init; }
}

/// <summary>Writes a button.</summary>
public static class ButtonHtml
{
    /// <summary>Renders a button.</summary>
    public static IHtmlContent Render(ButtonOptions options) => new Html<ButtonOptions>(options, static (to, o) =>
    {
        var variant = o.Variant switch
        {
            "primary" => "button-primary",
            "secondary" => "button-secondary",
            "tertiary" => "button-tertiary",
            "warning" => "button-warning",
            _ => throw new ArgumentException($"There is no button of the variant {o.Variant}."),
        };
        var classes = new Classes("button", variant, o.FullWidth ? "ov-full-width" : null, o.More);
        if (o.Href is null) to.Write($"<button{classes}{new Attr("type", o.Type)}{new Attr("name", o.Name)}{new Attr("value", o.Value)}{o.More}>");
        else to.Write($"<a{classes}{new Attr("href", o.Href)}{o.More}>");
        if (o.Icon is not null) IconHtml.Write(to, o.Icon);
        to.Write($"{o.Text}");
        if (o.Href is null) to.Write($"</button>");
        else to.Write($"</a>");
    });
}

/// <summary>&lt;fds-button variant="secondary" href="/sager"&gt;Se sager&lt;/fds-button&gt;</summary>
[HtmlTargetElement("fds-button")]
public sealed class ButtonTagHelper : TagHelper
{
    /// <inheritdoc cref="ButtonOptions.Variant" />
    public string Variant { get; set; } = "primary";

    /// <summary>submit (the standard), button or reset.</summary>
    public string Type { get; set; } = "submit";

    /// <inheritdoc cref="ButtonOptions.Href" />
    public string? Href { get; set; }

    /// <inheritdoc cref="ButtonOptions.Icon" />
    public string? Icon { get; set; }

    /// <inheritdoc cref="ButtonOptions.Name" />
    public string? Name { get; set; }

    /// <inheritdoc cref="ButtonOptions.Value" />
    public string? Value { get; set; }

    /// <inheritdoc cref="ButtonOptions.FullWidth" />
    public bool FullWidth { get; set; }

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output) => output.Become(ButtonHtml.Render(new()
    {
        Variant = Variant, Type = Type, Href = Href, Icon = Icon, Name = Name, Value = Value, FullWidth = FullWidth,
        Text = HtmlText.From(await output.Children()), Attributes = output.Rest(),
    }));
}
