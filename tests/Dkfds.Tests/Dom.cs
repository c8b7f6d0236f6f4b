using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Html;

namespace Overblik.Dkfds;

/// <summary>Markup as a document, and as lines in which only what matters is left: whitespace, the order of attributes and classes, and the very ids do not.</summary>
internal static class Dom
{
    private static readonly string[] Blank = [" ", "\n", "\t", "\r"];

    [ModuleInitializer]
    internal static void SpeakDanish() =>
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture =
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("da-DK");

    public static string Html(this IHtmlContent content)
    {
        using var writer = new StringWriter();
        content.WriteTo(writer, HtmlEncoder.Default);
        return writer.ToString();
    }

    public static IElement Body(string html) => new HtmlParser().ParseDocument(html).Body!;

    public static IElement Body(this IHtmlContent content) => Body(content.Html());

    public static IElement First(this IElement element, string selector) =>
        element.QuerySelector(selector) ?? throw new InvalidOperationException($"There is no {selector} in {element.OuterHtml}");

    public static string Lines(this IElement element)
    {
        var lines = new StringBuilder();
        Add(element, 0, new Dictionary<string, string>(), lines);
        return lines.ToString();
    }

    private static void Add(INode node, int depth, Dictionary<string, string> ids, StringBuilder lines)
    {
        if (node is IText text && string.Join(' ', text.Data.Split(Blank, StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } words)
            lines.Append(' ', depth * 2).Append(words).Append('\n');
        if (node is not IElement element) return;
        lines.Append(' ', depth * 2).Append(element.LocalName);
        foreach (var attribute in element.Attributes.OrderBy(a => a.Name, StringComparer.Ordinal))
        {
            var value = attribute.Name switch
            {
                "class" => string.Join(' ', attribute.Value.Split(Blank, StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)),
                "id" or "for" or "aria-describedby" or "aria-labelledby" => string.Join(' ', attribute.Value.Split(Blank, StringSplitOptions.RemoveEmptyEntries).Select(Id)),
                _ => attribute.Value,
            };
            if (attribute.Name != "class" || value.Length > 0) lines.Append(' ').Append(attribute.Name).Append("=\"").Append(value).Append('"');
        }
        lines.Append('\n');
        foreach (var child in element.ChildNodes) Add(child, depth + 1, ids, lines);

        string Id(string id) => ids.TryGetValue(id, out var known) ? known : ids[id] = $"#{ids.Count + 1}";
    }
}
