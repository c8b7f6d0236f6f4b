using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Overblik.Dkfds;

/// <summary>What all components have in common: the caller's own attributes (class, id, slot, data-…) for the outermost element.</summary>
public abstract record ComponentOptions
{
    /// <summary>Further attributes of the outermost element, or of the control when the component is a form field. A class is added to the component's own.</summary>
    public IReadOnlyList<TagHelperAttribute>? Attributes { get; init; }

    internal TagHelperAttribute[]? More => Attributes as TagHelperAttribute[] ?? Attributes?.ToArray();
}

internal static class TagHelperOutputs
{
    /// <summary>Puts the component in place of the tag.</summary>
    public static void Become(this TagHelperOutput output, IHtmlContent component)
    {
        output.TagName = null;
        output.Content.SetHtmlContent(component);
    }

    /// <summary>The attributes that no property took. Razor uses the list again for the next tag, so it is copied.</summary>
    public static TagHelperAttribute[]? Rest(this TagHelperOutput output) => output.Attributes.Count == 0 ? null : [.. output.Attributes];

    /// <summary>The child content, or null when there is none.</summary>
    public static async Task<IHtmlContent?> Children(this TagHelperOutput output)
    {
        var content = await output.GetChildContentAsync();
        return content.IsEmptyOrWhiteSpace ? null : content;
    }

    /// <summary>What an enclosing tag has left for its children.</summary>
    public static T? Parent<T>(this TagHelperContext context) where T : class => context.Items.TryGetValue(typeof(T), out var found) ? found as T : null;

    /// <summary>Leaves something for the tags inside this one.</summary>
    public static T ForChildren<T>(this TagHelperContext context, T value) where T : class
    {
        context.Items[typeof(T)] = value;
        return value;
    }
}
