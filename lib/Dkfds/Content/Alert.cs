using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Overblik.Dkfds;

/// <summary>A message in a coloured panel.</summary>
public sealed record AlertOptions : ComponentOptions
{
    /// <summary>info, success, warning or error.</summary>
    public string Kind { get; init; } = "info";

    /// <summary>The heading, if any.</summary>
    public string? Heading { get; init; }

    /// <summary>2 to 6.</summary>
    public int HeadingLevel { get; init; } = 3;

    /// <summary>The id of the heading, if something refers to it.</summary>
    public string? HeadingId { get; init; }

    /// <summary>The message.</summary>
    public HtmlText Content { get; init; }

    /// <summary>Null: alert for warning and error, as in the design system. Empty: no role, for what is there from the start.</summary>
    public string? Role { get; init; }
}

/// <summary>Writes an alert.</summary>
public static class AlertHtml
{
    /// <summary>Renders an alert.</summary>
    public static IHtmlContent Render(AlertOptions options) => new Html<AlertOptions>(options, static (to, o) =>
    {
        var kindClass = o.Kind switch
        {
            "info" => "alert-info",
            "success" => "alert-success",
            "warning" => "alert-warning",
            "error" => "alert-error",
            _ => throw new ArgumentException($"There is no alert of the kind {o.Kind}."),
        };
        var role = o.Role ?? (o.Kind is "warning" or "error" ? "alert" : "");
        to.Write($"<div{new Classes("alert", kindClass, Attributes: o.More)}{new Attr("role", role.Length == 0 ? null : role)}{o.More}>");
        IconHtml.Write(to, o.Kind, "alert-icon", Words.Kind(o.Kind));
        to.Write($"<div class=\"alert-body\">");
        if (o.Heading is not null) to.Write($"<h{o.HeadingLevel} class=\"alert-heading\"{new Attr("id", o.HeadingId)}>{o.Heading}</h{o.HeadingLevel}>");
        if (o.Content.Markup is { } markup) to.Write($"<div class=\"alert-text\">{markup}</div>");
        else if (!o.Content.IsEmpty) to.Write($"<p class=\"alert-text\">{o.Content}</p>");
        to.Write($"</div></div>");
    });
}

/// <summary>&lt;fds-alert kind="warning" heading="Frist i morgen"&gt;…&lt;/fds-alert&gt;</summary>
[HtmlTargetElement("fds-alert")]
public sealed class AlertTagHelper : TagHelper
{
    /// <inheritdoc cref="AlertOptions.Kind" />
    public string Kind { get; set; } = "info";

    /// <inheritdoc cref="AlertOptions.Heading" />
    public string? Heading { get; set; }

    /// <inheritdoc cref="AlertOptions.HeadingLevel" />
    public int HeadingLevel { get; set; } = 3;

    /// <inheritdoc cref="AlertOptions.HeadingId" />
    public string? HeadingId { get; set; }

    /// <inheritdoc cref="AlertOptions.Role" />
    public string? Role { get; set; }

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output) => output.Become(AlertHtml.Render(new()
    {
        Kind = Kind, Heading = Heading, HeadingLevel = HeadingLevel, HeadingId = HeadingId, Role = Role,
        Content = HtmlText.From(await output.Children()), Attributes = output.Rest(),
    }));
}
