using System.Collections;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Overblik.Dkfds;

/// <summary>A group of radio buttons or checkboxes.</summary>
public sealed record ChoicesOptions : FieldOptions
{
    /// <summary>Whether only one can be chosen.</summary>
    public bool Exclusive { get; init; }

    /// <summary>The choices, written by <see cref="ChoicesHtml.Choice"/>.</summary>
    public HtmlText Content { get; init; }
}

/// <summary>A radio button or a checkbox.</summary>
public sealed record ChoiceOptions : FieldOptions
{
    /// <summary>Whether it is a radio button.</summary>
    public bool Exclusive { get; init; }

    /// <summary>The value that is posted.</summary>
    public required string Value { get; init; }

    /// <summary>Whether it is chosen.</summary>
    public bool Checked { get; init; }
}

/// <summary>Writes radio buttons and checkboxes.</summary>
public static class ChoicesHtml
{
    /// <summary>Renders a group with legend, hint and error.</summary>
    public static IHtmlContent Render(ChoicesOptions options) => new Html<ChoicesOptions>(options, static (to, o) =>
    {
        to.Write($"<div{new Classes("form-group", o.Error is null ? null : "form-error", Attributes: o.More)}>");
        to.Write($"<fieldset{new Attr("aria-labelledby", o.Exclusive ? o.Id + "-legend" : null)}{new Attr("aria-describedby", o.DescribedBy)}{o.More}>");
        to.Write($"<legend class=\"form-label\"{new Attr("id", o.Exclusive ? o.Id + "-legend" : null)}>{o.Label}");
        if (o.Optional) to.Write($"<span class=\"weight-normal\">{Words.Optional}</span>");
        to.Write($"</legend>");
        FieldHtml.HelpAndError(to, o);
        to.Write($"{o.Content}</fieldset></div>");
    });

    /// <summary>Renders one choice.</summary>
    public static IHtmlContent Choice(ChoiceOptions options) => new Html<ChoiceOptions>(options, static (to, o) =>
    {
        to.Write($"<div{new Classes(o.Exclusive ? "form-group-radio" : "form-group-checkbox", Attributes: o.More)}>");
        to.Write($"<input type=\"{(o.Exclusive ? "radio" : "checkbox")}\"{new Attr("id", o.Id)}{new Attr("name", o.Name)} class=\"{(o.Exclusive ? "form-radio" : "form-checkbox")}\"");
        to.Write($" value=\"{o.Value}\"{new Attr("aria-invalid", o.Error is null ? null : "true")}{new Attr("aria-describedby", o.DescribedBy)}");
        to.Write($"{new Attr("required", o.Required)}{new Attr("checked", o.Checked)}{o.More}><label class=\"form-label\"{new Attr("for", o.Id)}>{o.Label}</label>");
        FieldHtml.HelpAndError(to, o);
        to.Write($"</div>");
    });
}

/// <summary>What a group leaves for its choices. The first choice bears the group's id, so that the error summary leads to it.</summary>
internal sealed class ChoiceGroup(string id, string? name, bool exclusive, object? value)
{
    private int count;

    public string? Name => name;
    public bool Exclusive => exclusive;

    public string NextId() => ++count == 1 ? id : $"{id}-{count}";

    public bool Has(string choice) => value switch
    {
        null => false,
        string text => text == choice,
        IEnumerable several => several.Cast<object?>().Any(one => Same(one, choice)),
        _ => Same(value, choice),
    };

    private static bool Same(object? value, string choice) =>
        value is not null && string.Equals(FieldText(value), choice, value is bool ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    private static string? FieldText(object value) => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>&lt;fds-radios for="Channel" legend="Hvordan vil du have besked?"&gt; with fds-radio inside.</summary>
[HtmlTargetElement("fds-radios")]
public sealed class RadiosTagHelper : FieldTagHelper
{
    /// <summary>The question.</summary>
    public string? Legend { get; set; }

    /// <summary>The chosen value.</summary>
    public string? Value { get; set; }

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var group = new ChoiceGroup(Id!, NeedName, exclusive: true, Value ?? State?.AttemptedValue ?? For?.Model);
        context.ForChildren(group);
        output.Become(ChoicesHtml.Render(new()
        {
            Id = Id + "-group", Name = NeedName, Exclusive = true, Label = Legend ?? Label ?? For?.Metadata.GetDisplayName(), Help = Help, Error = Error, Optional = Optional,
            Content = HtmlText.From(await output.Children()), Attributes = output.Rest(),
        }));
    }
}

/// <summary>&lt;fds-checkboxes legend="Vælg områder"&gt; with fds-checkbox inside; with for or name the checkboxes share it.</summary>
[HtmlTargetElement("fds-checkboxes")]
public sealed class CheckboxesTagHelper : FieldTagHelper
{
    /// <summary>The question.</summary>
    public string? Legend { get; set; }

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var id = Id ?? "choices";
        var attempted = State?.RawValue;
        context.ForChildren(new ChoiceGroup(id, Name, exclusive: false, attempted ?? For?.Model));
        output.Become(ChoicesHtml.Render(new()
        {
            Id = id + "-group", Name = Name ?? "", Label = Legend ?? Label ?? For?.Metadata.GetDisplayName(), Help = Help, Error = Error, Optional = Optional,
            Content = HtmlText.From(await output.Children()), Attributes = output.Rest(),
        }));
    }
}

/// <summary>&lt;fds-radio value="sms" help="…"&gt;SMS&lt;/fds-radio&gt; in fds-radios.</summary>
[HtmlTargetElement("fds-radio", Attributes = "value")]
public sealed class RadioTagHelper : TagHelper
{
    /// <inheritdoc cref="ChoiceOptions.Value" />
    public string Value { get; set; } = "";

    /// <inheritdoc cref="FieldOptions.Help" />
    public string? Help { get; set; }

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var group = context.Parent<ChoiceGroup>() ?? throw new InvalidOperationException("fds-radio stands inside fds-radios.");
        output.Become(ChoicesHtml.Choice(new()
        {
            Id = group.NextId(), Name = group.Name ?? "", Exclusive = true, Value = Value, Checked = group.Has(Value), Help = Help,
            Label = HtmlText.From(await output.Children()), Attributes = output.Rest(),
        }));
    }
}

/// <summary>&lt;fds-checkbox for="Accepted"&gt;Jeg er indforstået&lt;/fds-checkbox&gt;, alone or in fds-checkboxes.</summary>
[HtmlTargetElement("fds-checkbox")]
public sealed class CheckboxTagHelper : FieldTagHelper
{
    /// <inheritdoc cref="ChoiceOptions.Value" />
    public string Value { get; set; } = "true";

    /// <summary>Whether it is checked; without it the property, or the group's, decides.</summary>
    public bool? Checked { get; set; }

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var group = context.Parent<ChoiceGroup>() is { Exclusive: false } found ? found : null;
        Name ??= group?.Name;
        // A group's own checkboxes are numbered after it; one with its own name has its own id.
        var id = group is not null && Name == group.Name ? group.NextId() : Id;
        var own = For is null ? null : new ChoiceGroup("", Name, exclusive: false, State?.RawValue ?? For.Model);
        output.Become(ChoicesHtml.Choice(new()
        {
            Id = id!, Name = NeedName, Value = Value, Checked = Checked ?? (own ?? group)?.Has(Value) ?? false, Help = Help,
            Error = group is not null && Name == group.Name ? null : Error, Required = Required ?? false,
            Label = await LabelOr(output), Attributes = output.Rest(),
        }));
    }
}
