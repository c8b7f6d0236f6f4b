using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Overblik.Sim;

/// <summary>A piece of markup. Made only from literals and from values that are encoded on the way in; pieces may hold pieces.</summary>
internal readonly struct Html(string markup)
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.BasicLatin, UnicodeRanges.Latin1Supplement, UnicodeRanges.GeneralPunctuation);

    public static readonly Html Empty = new("");

    public static Html Of(Handler content) => new(content.ToString());

    public static Html Join(IEnumerable<Html> pieces) => new(string.Concat(pieces));

    public override string ToString() => markup;

    [InterpolatedStringHandler]
    internal readonly ref struct Handler(int literalLength, int holes)
    {
        private readonly StringBuilder _text = new(literalLength + (holes * 16));

        public void AppendLiteral(string literal) => _text.Append(literal);

        public void AppendFormatted(Html piece) => _text.Append(piece);

        public void AppendFormatted(string? value) => _text.Append(value is null ? "" : Encoder.Encode(value));

        public void AppendFormatted(int value) => _text.Append(value);

        public override string ToString() => _text.ToString();
    }
}
