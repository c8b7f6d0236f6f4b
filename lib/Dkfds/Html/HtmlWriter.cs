using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Overblik.Dkfds;

/// <summary>Writes markup straight to the response: the literal parts of an interpolated string are markup, its holes are encoded.</summary>
internal readonly struct HtmlWriter(TextWriter writer, HtmlEncoder encoder)
{
    private readonly TextWriter writer = writer;
    private readonly HtmlEncoder encoder = encoder;

#pragma warning disable CA1822, IDE0060 // The handler has written everything by the time this is called.
    public void Write([InterpolatedStringHandlerArgument("")] ref Markup markup) { }
#pragma warning restore CA1822, IDE0060

    [InterpolatedStringHandler]
    public readonly ref struct Markup
    {
        private readonly HtmlWriter to;

#pragma warning disable IDE0060 // The compiler calls it with these.
        public Markup(int literalLength, int formattedCount, HtmlWriter to) => this.to = to;
#pragma warning restore IDE0060

        public void AppendLiteral(string markup) => to.writer.Write(markup);

        public void AppendFormatted(string? text)
        {
            if (!string.IsNullOrEmpty(text)) to.encoder.Encode(to.writer, text);
        }

        public void AppendFormatted(int number) => to.writer.Write(number);

        public void AppendFormatted(HtmlText text)
        {
            if (text.Markup is { } content) content.WriteTo(to.writer, to.encoder);
            else AppendFormatted(text.Text);
        }

        public void AppendFormatted(IHtmlContent? content) => content?.WriteTo(to.writer, to.encoder);

        public void AppendFormatted(Attr attribute)
        {
            if (attribute.Value is not { } value) return;
            to.writer.Write(' ');
            to.writer.Write(attribute.Name);
            if (value.Length == 0) return;
            to.writer.Write("=\"");
            to.encoder.Encode(to.writer, value);
            to.writer.Write('"');
        }

        /// <summary>The caller's own attributes, without class: that is merged by <see cref="Classes"/>.</summary>
        public void AppendFormatted(TagHelperAttribute[]? attributes)
        {
            foreach (var attribute in attributes ?? [])
            {
                if (Classes.IsClass(attribute)) continue;
                to.writer.Write(' ');
                attribute.WriteTo(to.writer, to.encoder);
            }
        }

        public void AppendFormatted(Classes classes)
        {
            to.writer.Write(" class=\"");
            to.writer.Write(classes.First);
            Add(classes.Second);
            Add(classes.Third);
            foreach (var attribute in classes.Attributes ?? [])
            {
                if (!Classes.IsClass(attribute)) continue;
                to.writer.Write(' ');
                if (attribute.Value is IHtmlContent content) content.WriteTo(to.writer, to.encoder);
                else AppendFormatted(attribute.Value?.ToString());
            }
            to.writer.Write('"');
        }

        private void Add(string? name)
        {
            if (name is null) return;
            to.writer.Write(' ');
            to.encoder.Encode(to.writer, name);
        }
    }
}

/// <summary>An attribute that is left out when the value is null, and written without a value when it is empty.</summary>
internal readonly record struct Attr(string Name, string? Value)
{
    public Attr(string name, bool set) : this(name, set ? "" : null) { }
}

/// <summary>The class attribute: the component's own classes and then the caller's.</summary>
internal readonly record struct Classes(string First, string? Second = null, string? Third = null, TagHelperAttribute[]? Attributes = null)
{
    public static bool IsClass(TagHelperAttribute attribute) => string.Equals(attribute.Name, "class", StringComparison.OrdinalIgnoreCase);
}

internal delegate void Write<T>(HtmlWriter to, T options);

/// <summary>Markup that is written when it is asked for, straight from its options.</summary>
internal sealed class Html<T>(T options, Write<T> write) : IHtmlContent
{
    public void WriteTo(TextWriter writer, HtmlEncoder encoder) => write(new HtmlWriter(writer, encoder), options);
}
