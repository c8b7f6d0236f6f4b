using AngleSharp;
using AngleSharp.Dom;

namespace Overblik.Web.Tests;

internal static class Html
{
    public static string ToHtmlText(this IDocument page) => page.DocumentElement.ToHtml();
}
