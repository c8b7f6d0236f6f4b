using System.Globalization;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Overblik.Dkfds;

/// <summary>What all form fields have in common. <see cref="ComponentOptions.Attributes"/> go to the control, their class to the group around it.</summary>
public abstract record FieldOptions : ComponentOptions
{
    /// <summary>The control's id; hint and error message are named after it.</summary>
    public required string Id { get; init; }

    /// <summary>The name that is posted.</summary>
    public required string Name { get; init; }

    /// <summary>The label, or the legend of a group.</summary>
    public HtmlText Label { get; init; }

    /// <summary>A hint under the label.</summary>
    public string? Help { get; init; }

    /// <summary>What is wrong with the answer.</summary>
    public string? Error { get; init; }

    /// <summary>Whether an answer is required.</summary>
    public bool Required { get; init; }

    /// <summary>Adds "(frivilligt)" to the label.</summary>
    public bool Optional { get; init; }

    internal string? DescribedBy => (Help, Error) switch
    {
        (null, null) => null,
        (_, null) => $"{Id}-hint",
        (null, _) => $"{Id}-error",
        _ => $"{Id}-hint {Id}-error",
    };
}

internal static class FieldHtml
{
    public static void Start(HtmlWriter to, FieldOptions o)
    {
        to.Write($"<div{new Classes("form-group", o.Error is null ? null : "form-error", Attributes: o.More)}>");
        if (!o.Label.IsEmpty)
        {
            to.Write($"<label class=\"form-label\"{new Attr("for", o.Id)}>{o.Label}");
            if (o.Optional) to.Write($"<span class=\"weight-normal\">{Words.Optional}</span>");
            to.Write($"</label>");
        }
        HelpAndError(to, o);
    }

    public static void HelpAndError(HtmlWriter to, FieldOptions o)
    {
        if (o.Help is not null) Help(to, o.Id, o.Help);
        if (o.Error is not null) ErrorMessageHtml.Write(to, o.Id, o.Error);
    }

    public static void Help(HtmlWriter to, string id, string help) => to.Write($"<span class=\"form-hint\"{new Attr("id", id + "-hint")}>{help}</span>");
}

/// <summary>What the tag helpers of form fields have in common: they bind to a property with <see cref="For"/>, or stand alone with name, value and error.</summary>
public abstract class FieldTagHelper : TagHelper
{
    private string? id, name, error;

    /// <summary>The property: it gives name, id, value, label, whether it is required, and the error of the model state.</summary>
    [HtmlAttributeName("for")]
    public ModelExpression? For { get; set; }

    /// <inheritdoc cref="FieldOptions.Name" />
    public string? Name { get => name ?? (For is null ? null : ViewContext?.ViewData.TemplateInfo.GetFullHtmlFieldName(For.Name) ?? For.Name); set => name = value; }

    /// <inheritdoc cref="FieldOptions.Id" />
    public string? Id { get => id ?? (Name is null ? null : TagBuilder.CreateSanitizedId(Name, "_")); set => id = value; }

    /// <inheritdoc cref="FieldOptions.Label" />
    public string? Label { get; set; }

    /// <inheritdoc cref="FieldOptions.Help" />
    public string? Help { get; set => field = string.IsNullOrEmpty(value) ? null : value; }

    /// <inheritdoc cref="FieldOptions.Error" />
    public string? Error { get => error ?? (State is { Errors: [var first, ..] } ? first.ErrorMessage : null); set => error = value; }

    /// <inheritdoc cref="FieldOptions.Required" />
    public bool? Required { get; set; }

    /// <inheritdoc cref="FieldOptions.Optional" />
    public bool Optional { get; set; }

    /// <summary>Set by Razor.</summary>
    [ViewContext, HtmlAttributeNotBound]
    public ViewContext? ViewContext { get; set; }

    private protected ModelStateEntry? State => Name is not null && ViewContext?.ModelState is { } states && states.TryGetValue(Name, out var entry) ? entry : null;

    private protected bool IsRequired => Required ?? (!Optional && For is { Metadata.IsRequired: true });

    private protected string NeedName => Name ?? throw new InvalidOperationException("A form field needs for or name.");

    /// <summary>What was typed, else the property's value.</summary>
    private protected string? BoundValue(string? type = null) => State?.AttemptedValue ?? Text(For?.Model, type);

    private protected async Task<HtmlText> LabelOr(TagHelperOutput output) =>
        Label ?? (await output.Children() is { } content ? HtmlText.From(content) : For?.Metadata.GetDisplayName());

    private protected static string? Text(object? value, string? type) => value switch
    {
        null => null,
        DateOnly date when type == "date" => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime date when type == "date" => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time when type == "time" => time.ToString("HH:mm", CultureInfo.InvariantCulture),
        DateTime moment when type == "datetime-local" => moment.ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture),
        IFormattable number when type is "number" or "hidden" => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.CurrentCulture),
    };
}
