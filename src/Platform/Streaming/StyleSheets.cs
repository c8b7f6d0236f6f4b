using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Http;

namespace Overblik.Platform.Streaming;

/// <summary>
/// The links to the style sheets: in the head of each page, and once more in the shadow tree of a streamed one, into which no sheet reaches from outside. The same on all pages, so
/// they are made once and not by a tag each time.
/// </summary>
public static class StyleSheets
{
    private static readonly string[] Paths = ["dkfds/css/dkfds-borgerdk.min.css", "dkfds/css/overblik.css", "css/site.css"];
    private static readonly HtmlString Unnamed = Write(Paths);
    private static readonly ConditionalWeakTable<ResourceAssetCollection, HtmlString> Made = [];

    public static HtmlString Links(HttpContext http) =>
        // The names with which the files may be kept for good stand with the pages' endpoints.
        http.GetEndpoint()?.Metadata.GetMetadata<ResourceAssetCollection>() is { } assets ? Made.GetValue(assets, Write) : Unnamed;

    private static HtmlString Write(ResourceAssetCollection assets) => Write(Array.ConvertAll(Paths, path => assets[path]));

    private static HtmlString Write(string[] paths)
    {
        var html = new StringBuilder();
        foreach (var path in paths) html.Append("<link rel=\"stylesheet\" href=\"/").Append(path).Append("\" />\n");
        return new HtmlString(html.ToString());
    }
}
