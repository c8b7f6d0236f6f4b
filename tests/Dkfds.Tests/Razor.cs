using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.DependencyInjection;

namespace Overblik.Dkfds;

/// <summary>A tag as it stands in a page: its helper, the attributes no property took, and what is inside: text, which Razor has encoded, or tags.</summary>
internal sealed record Element(TagHelper Helper, params object[] Children)
{
    public string Name { get; init; } = "x";
    public TagHelperAttribute[] Attributes { get; init; } = [];
}

/// <summary>Runs tag helpers as a compiled page does.</summary>
internal static class Razor
{
    private static readonly IModelMetadataProvider Metadata = new ServiceCollection().AddLogging().AddMvcCore().AddDataAnnotations().AddViews()
        .Services.BuildServiceProvider().GetRequiredService<IModelMetadataProvider>();

    public static async Task<AngleSharp.Dom.IElement> Body(this Element element) => Dom.Body((await Process(element, new Dictionary<object, object>())).Html());

    public static Task<AngleSharp.Dom.IElement> Body(this TagHelper helper, params object[] children) => new Element(helper, children).Body();

    private static async Task<IHtmlContent> Process(Element element, IDictionary<object, object> items)
    {
        var own = new Dictionary<object, object>(items);
        var context = new TagHelperContext(element.Name, new TagHelperAttributeList(element.Attributes), own, Guid.NewGuid().ToString());
        var output = new TagHelperOutput(element.Name, new TagHelperAttributeList(element.Attributes), async (_, _) =>
        {
            var content = new DefaultTagHelperContent();
            foreach (var child in element.Children)
            {
                if (child is string text) content.AppendHtml(text);
                else content.AppendHtml(await Process(child as Element ?? new Element((TagHelper)child), own));
            }
            return content;
        });
        element.Helper.Init(context);
        await element.Helper.ProcessAsync(context, output);
        if (output.TagName is null) output.Attributes.Clear(); // Razor takes the list for the next tag.
        return output;
    }

    public static ModelExpression Property<T>(T model, string name) where T : class =>
        new(name, Metadata.GetModelExplorerForType(typeof(T), model).GetExplorerForProperty(name));
}

internal sealed class Form
{
    [Required, EmailAddress, Display(Name = "Din e-mail")]
    public string? Email { get; set; }

    public DateOnly? Day { get; set; }

    public string Municipality { get; set; } = "";

    public Channel Channel { get; set; }

    public List<string> Areas { get; set; } = [];

    public bool Accepted { get; set; }

    [DataType(DataType.Password)]
    public string? Secret { get; set; }
}

internal enum Channel
{
    Sms,
    Post,
}
