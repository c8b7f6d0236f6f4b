using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Overblik.Dkfds;

/// <summary>A field for a line of text.</summary>
public sealed record InputOptions : FieldOptions
{
    /// <summary>text, email, tel, date …</summary>
    public string Type { get; init; } = "text";

    /// <summary>Its value.</summary>
    public string? Value { get; init; }

    /// <summary>xxs, xs, s, m, l or xl.</summary>
    public string? Width { get; init; }
}

/// <summary>A field for several lines of text.</summary>
public sealed record TextareaOptions : FieldOptions
{
    /// <summary>Its text.</summary>
    public string? Value { get; init; }

    /// <summary>How many lines are shown.</summary>
    public int Rows { get; init; } = 5;
}

/// <summary>Writes an input.</summary>
public static class InputHtml
{
    /// <summary>Renders an input with label, hint and error.</summary>
    public static IHtmlContent Render(InputOptions options) => new Html<InputOptions>(options, static (to, o) =>
    {
        FieldHtml.Start(to, o);
        to.Write($"<input{new Attr("type", o.Type)}{new Attr("id", o.Id)}{new Attr("name", o.Name)}");
        to.Write($"{new Classes("form-input", o.Width is null ? null : "input-width-" + o.Width)}{new Attr("value", o.Value)}");
        to.Write($"{new Attr("aria-invalid", o.Error is null ? null : "true")}{new Attr("aria-describedby", o.DescribedBy)}{new Attr("required", o.Required)}{o.More}></div>");
    });
}

/// <summary>Writes a textarea.</summary>
public static class TextareaHtml
{
    /// <summary>Renders a textarea with label, hint and error.</summary>
    public static IHtmlContent Render(TextareaOptions options) => new Html<TextareaOptions>(options, static (to, o) =>
    {
        FieldHtml.Start(to, o);
        to.Write($"<textarea class=\"form-input\"{new Attr("id", o.Id)}{new Attr("name", o.Name)} rows=\"{o.Rows}\"");
        // A browser drops the first line break of a textarea, so one is always given.
        to.Write($"{new Attr("aria-invalid", o.Error is null ? null : "true")}{new Attr("aria-describedby", o.DescribedBy)}{new Attr("required", o.Required)}{o.More}>\n{o.Value}</textarea></div>");
    });
}

/// <summary>&lt;fds-input for="Email" label="E-mail" help="…" autocomplete="email" /&gt;</summary>
[HtmlTargetElement("fds-input")]
public sealed class InputTagHelper : FieldTagHelper
{
    /// <summary>text, email, tel, date …; without it the property's type decides.</summary>
    public string? Type { get; set; }

    /// <inheritdoc cref="InputOptions.Value" />
    public string? Value { get; set; }

    /// <inheritdoc cref="InputOptions.Width" />
    public string? Width { get; set; }

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var type = Type ?? TypeOf(For);
        output.Become(InputHtml.Render(new()
        {
            Id = Id!, Name = NeedName, Label = await LabelOr(output), Help = Help, Error = Error, Required = IsRequired, Optional = Optional,
            Type = type, Width = Width, Value = type == "password" ? null : Value ?? BoundValue(type), Attributes = output.Rest(),
        }));
    }

    private static string TypeOf(ModelExpression? property) => property?.Metadata switch
    {
        { DataTypeName: "EmailAddress" } => "email",
        { DataTypeName: "PhoneNumber" } => "tel",
        { DataTypeName: "Password" } => "password",
        { DataTypeName: "Url" } => "url",
        { DataTypeName: "Date" } => "date",
        { } metadata when metadata.UnderlyingOrModelType == typeof(DateOnly) => "date",
        { } metadata when metadata.UnderlyingOrModelType == typeof(TimeOnly) => "time",
        _ => "text",
    };
}

/// <summary>&lt;fds-textarea for="Message" label="Besked" rows="5" /&gt;</summary>
[HtmlTargetElement("fds-textarea")]
public sealed class TextareaTagHelper : FieldTagHelper
{
    /// <inheritdoc cref="TextareaOptions.Value" />
    public string? Value { get; set; }

    /// <inheritdoc cref="TextareaOptions.Rows" />
    public int Rows { get; set; } = 5;

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output) => output.Become(TextareaHtml.Render(new()
    {
        Id = Id!, Name = NeedName, Label = await LabelOr(output), Help = Help, Error = Error, Required = IsRequired, Optional = Optional,
        Rows = Rows, Value = Value ?? BoundValue(), Attributes = output.Rest(),
    }));
}
