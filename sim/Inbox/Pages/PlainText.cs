using System.Text;
using System.Text.RegularExpressions;
using MimeKit.Text;
using Overblik.Sim;

namespace Overblik.Inbox;

/// <summary>Text as the pages show it.</summary>
internal static partial class PlainText
{
    /// <summary>The text with its web addresses as links.</summary>
    public static Html Linked(string text)
    {
        var pieces = new List<Html>();
        var at = 0;
        foreach (var link in Address().EnumerateMatches(text))
        {
            var address = text.Substring(link.Index, link.Length);
            pieces.Add(Html.Of($"""{text[at..link.Index]}<a href="{address}">{address}</a>"""));
            at = link.Index + link.Length;
        }
        pieces.Add(Html.Of($"{text[at..]}"));
        return Html.Join(pieces);
    }

    /// <summary>What a reader sees of the markup, with the address of each link after its text.</summary>
    public static string OfMarkup(string markup)
    {
        var text = new StringBuilder();
        var tokens = new HtmlTokenizer(new StringReader(markup));
        var href = "";
        var hidden = false;
        while (tokens.ReadNextToken(out var token))
        {
            switch (token)
            {
                case HtmlTagToken { Id: HtmlTagId.Head or HtmlTagId.Style or HtmlTagId.Title } tag:
                    hidden = !tag.IsEndTag;
                    break;
                case HtmlTagToken { Id: HtmlTagId.A, IsEndTag: true }:
                    text.Append(" [").Append(href).Append(']');
                    break;
                case HtmlTagToken { Id: HtmlTagId.A } tag:
                    href = tag.Attributes.FirstOrDefault(it => it.Id == HtmlAttributeId.Href)?.Value;
                    break;
                case HtmlTagToken { Id: HtmlTagId.Br or HtmlTagId.LI or HtmlTagId.TR, IsEndTag: false }:
                    text.Append('\n');
                    break;
                case HtmlTagToken { Id: HtmlTagId.P or HtmlTagId.Div or HtmlTagId.Table or HtmlTagId.UL or HtmlTagId.OL or HtmlTagId.H1 or HtmlTagId.H2 or HtmlTagId.H3 }:
                    text.Append("\n\n");
                    break;
                case HtmlDataToken { Kind: HtmlTokenKind.Data } data when !hidden:
                    text.Append(Spaces().Replace(data.Data, " "));
                    break;
            }
        }
        return Gaps().Replace(text.ToString(), it => it.Value.Count('\n') switch { 0 => " ", 1 => "\n", _ => "\n\n" }).Trim();
    }

    // What may end a sentence or stand around an address is no part of it.
    [GeneratedRegex("""https?://[^\s<>"\[\]]*[^\s<>"\[\].,;:!?)']""")]
    private static partial Regex Address();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"[ \n]{2,}|\n")]
    private static partial Regex Gaps();
}
