using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.TagHelpers;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Overblik.Dkfds;

/// <summary>A choice from a list.</summary>
public sealed record SelectOptions : FieldOptions
{
    /// <summary>The options, before <see cref="Content"/>.</summary>
    public IEnumerable<SelectListItem>? Items { get; init; }

    /// <summary>Ready-made option elements.</summary>
    public HtmlText Content { get; init; }
}

/// <summary>Writes a select.</summary>
public static class SelectHtml
{
    /// <summary>Renders a select with label, hint and error.</summary>
    public static IHtmlContent Render(SelectOptions options) => new Html<SelectOptions>(options, static (to, o) =>
    {
        FieldHtml.Start(to, o);
        to.Write($"<select class=\"form-select\"{new Attr("name", o.Name)}{new Attr("id", o.Id)}{new Attr("aria-invalid", o.Error is null ? null : "true")}");
        to.Write($"{new Attr("aria-describedby", o.DescribedBy)}{new Attr("required", o.Required)}{o.More}>");
        foreach (var item in o.Items ?? [])
            to.Write($"<option{new Attr("value", item.Value)}{new Attr("selected", item.Selected)}{new Attr("disabled", item.Disabled)}>{item.Text}</option>");
        to.Write($"{o.Content}</select></div>");
    });
}

/// <summary>What is chosen. An enum's options bear its names, or its numbers when they come from GetEnumSelectList.</summary>
internal sealed record Chosen(string? Value, string? Number)
{
    public bool Is(string? option) => option is not null && (option == Value || option == Number);
}

/// <summary>&lt;fds-select for="Municipality" label="Kommune" items="Model.Municipalities"&gt; with option elements inside.</summary>
[HtmlTargetElement("fds-select")]
public sealed class SelectTagHelper : FieldTagHelper
{
    /// <inheritdoc cref="SelectOptions.Items" />
    public IEnumerable<SelectListItem>? Items { get; set; }

    /// <summary>The chosen value.</summary>
    public string? Value { get; set; }

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var chosen = context.ForChildren(new Chosen(Value ?? BoundValue(), State is null && For?.Model is Enum choice ? choice.ToString("D") : null));
        var content = await output.Children();
        var items = chosen.Value is null ? Items : Items?.Select(item => new SelectListItem(item.Text, item.Value, chosen.Is(item.Value ?? item.Text), item.Disabled));
        output.Become(SelectHtml.Render(new()
        {
            Id = Id!, Name = NeedName, Label = Label ?? For?.Metadata.GetDisplayName(), Help = Help, Error = Error, Required = IsRequired, Optional = Optional,
            Items = items, Content = HtmlText.From(content), Attributes = output.Rest(),
        }));
    }
}

/// <summary>Marks the chosen option among those written inside fds-select.</summary>
[HtmlTargetElement("option", ParentTag = "fds-select")]
public sealed class SelectOptionTagHelper : TagHelper
{
    /// <summary>The value that is posted.</summary>
    public string? Value { get; set; }

    /// <inheritdoc />
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (Value is null) return;
        output.CopyHtmlAttribute("value", context);
        if (context.Parent<Chosen>() is { } chosen && chosen.Is(Value)) output.Attributes.SetAttribute(new("selected"));
    }
}
