using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace Overblik.Dkfds;

/// <summary>Text to show: a string, which is encoded, or ready markup, which is not.</summary>
public readonly struct HtmlText : IEquatable<HtmlText>
{
    private HtmlText(string? text, IHtmlContent? markup) => (Text, Markup) = (text, markup);

    internal string? Text { get; }
    internal IHtmlContent? Markup { get; }

    /// <summary>Whether there is nothing to show.</summary>
    public bool IsEmpty => Markup is null && string.IsNullOrEmpty(Text);

    /// <summary>Plain text; it is encoded when written.</summary>
    public static implicit operator HtmlText(string? text) => new(text, null);

    /// <summary>Plain text; it is encoded when written.</summary>
    public static HtmlText FromString(string? text) => new(text, null);

    /// <summary>Markup that is already encoded, for example the child content of a tag helper.</summary>
    public static HtmlText From(IHtmlContent? markup) => new(null, markup);

    /// <inheritdoc />
    public override string ToString()
    {
        if (Markup is null) return Text ?? "";
        using var writer = new StringWriter();
        Markup.WriteTo(writer, HtmlEncoder.Default);
        return writer.ToString();
    }

    /// <inheritdoc />
    public bool Equals(HtmlText other) => Text == other.Text && Equals(Markup, other.Markup);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is HtmlText other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Text, Markup);

    /// <summary>Equality of text and markup.</summary>
    public static bool operator ==(HtmlText left, HtmlText right) => left.Equals(right);

    /// <summary>Inequality of text and markup.</summary>
    public static bool operator !=(HtmlText left, HtmlText right) => !left.Equals(right);
}
