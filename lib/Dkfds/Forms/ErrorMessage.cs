using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Overblik.Dkfds;

/// <summary>What is wrong with one field.</summary>
public sealed record ErrorMessageOptions : ComponentOptions
{
    /// <summary>The field's id; the message gets the same with -error.</summary>
    public required string Id { get; init; }

    /// <summary>The message.</summary>
    public HtmlText Text { get; init; }
}

/// <summary>Writes an error message.</summary>
public static class ErrorMessageHtml
{
    /// <summary>Renders an error message.</summary>
    public static IHtmlContent Render(ErrorMessageOptions options) => new Html<ErrorMessageOptions>(options, static (to, o) => Write(to, o.Id, o.Text, o.More));

    internal static void Write(HtmlWriter to, string id, HtmlText text, TagHelperAttribute[]? more = null) => to.Write(
        $"<span{new Classes("form-error-message", Attributes: more)}{new Attr("id", id + "-error")}{more}><span class=\"sr-only\">{Words.Error}</span>{text}</span>");
}

/// <summary>One line of the error summary.</summary>
/// <param name="Text">The message.</param>
/// <param name="FieldId">The id of the field it is about, if it is about one.</param>
public sealed record ErrorSummaryItem(string Text, string? FieldId = null);

/// <summary>All errors of a form, at its top.</summary>
public sealed record ErrorSummaryOptions : ComponentOptions
{
    /// <summary>The heading.</summary>
    public string? Heading { get; init; }

    /// <summary>2 to 6.</summary>
    public int HeadingLevel { get; init; } = 2;

    /// <summary>The errors.</summary>
    public IReadOnlyList<ErrorSummaryItem> Items { get; init; } = [];
}

/// <summary>Writes an error summary.</summary>
public static class ErrorSummaryHtml
{
    private const string HeadingId = "error-summary-heading";

    /// <summary>Renders an error summary.</summary>
    public static IHtmlContent Render(ErrorSummaryOptions options) => AlertHtml.Render(new()
    {
        Kind = "error",
        Heading = options.Heading ?? Words.Problems,
        HeadingLevel = options.HeadingLevel,
        HeadingId = HeadingId,
        Content = HtmlText.From(new Html<ErrorSummaryOptions>(options, static (to, o) =>
        {
            to.Write($"<ul class=\"nobullet-list\">");
            foreach (var (text, field) in o.Items)
            {
                if (field is null) to.Write($"<li>{text}</li>");
                else to.Write($"<li><a class=\"function-link\"{new Attr("href", "#" + field)}>{text}</a></li>");
            }
            to.Write($"</ul>");
        })),
        Attributes =
        [
            new("aria-labelledby", HeadingId), new("tabindex", "-1"), new("data-module", "error-summary"), .. options.Attributes ?? [],
        ],
    });
}

/// <summary>&lt;fds-error-message id="email"&gt;Skriv din e-mail&lt;/fds-error-message&gt;</summary>
[HtmlTargetElement("fds-error-message")]
public sealed class ErrorMessageTagHelper : TagHelper
{
    /// <inheritdoc cref="ErrorMessageOptions.Id" />
    public string Id { get; set; } = "";

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output) =>
        output.Become(ErrorMessageHtml.Render(new() { Id = Id, Text = HtmlText.From(await output.Children()), Attributes = output.Rest() }));
}

/// <summary>&lt;fds-error-summary heading="Der er problemer" /&gt;: the errors of the model state, nothing when there are none.</summary>
[HtmlTargetElement("fds-error-summary")]
public sealed class ErrorSummaryTagHelper : TagHelper
{
    /// <inheritdoc cref="ErrorSummaryOptions.Heading" />
    public string? Heading { get; set; }

    /// <inheritdoc cref="ErrorSummaryOptions.HeadingLevel" />
    public int HeadingLevel { get; set; } = 2;

    /// <summary>The names of the fields in the order of the page, separated by commas; the model state has an order of its own. What is not named comes last.</summary>
    public string? Fields { get; set; }

    /// <summary>Set by Razor.</summary>
    [ViewContext, HtmlAttributeNotBound]
    public ViewContext? ViewContext { get; set; }

    /// <inheritdoc />
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (ViewContext?.ModelState is not { IsValid: false } states)
        {
            output.SuppressOutput();
            return;
        }
        var items = new List<ErrorSummaryItem>();
        string[] order = Fields?.Split(',', StringSplitOptions.TrimEntries) ?? [];
        foreach (var (key, entry) in states.OrderBy(state => Array.IndexOf(order, state.Key) is >= 0 and var at ? at : int.MaxValue))
            foreach (var error in entry!.Errors)
                items.Add(new(error.ErrorMessage, key.Length == 0 ? null : TagBuilder.CreateSanitizedId(key, "_")));
        output.Become(ErrorSummaryHtml.Render(new() { Heading = Heading, HeadingLevel = HeadingLevel, Items = items, Attributes = output.Rest() }));
    }
}
