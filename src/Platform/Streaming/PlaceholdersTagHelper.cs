using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Configuration;

namespace Overblik.Platform.Streaming;

/// <summary>
/// The places of a streamed page: a declarative shadow tree whose slots show "waiting" until the answer arrives as a later
/// child of the host, in any order, without JavaScript. A browser that does not know shadow trees ignores it and shows
/// the answers in the order of arrival. <c>Streaming:Placeholders=false</c> switches it off.
/// </summary>
/// <remarks>Never flush inside it: a tag helper's content is buffered until its end.</remarks>
[HtmlTargetElement("streamed-places")]
public sealed class PlaceholdersTagHelper(IConfiguration configuration) : TagHelper
{
    private readonly bool on = configuration.GetValue("Streaming:Placeholders", true);

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "template";
        output.Attributes.SetAttribute("shadowrootmode", "open");
        if (!on) output.SuppressOutput();
    }
}
