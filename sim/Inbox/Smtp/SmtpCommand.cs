using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace Overblik.Inbox;

/// <summary>A command line: its verb in capitals and what stands after it.</summary>
internal sealed record SmtpCommand(string Verb, string Argument)
{
    public static SmtpCommand? Parse(ReadOnlySpan<byte> line)
    {
        if (!Utf8.IsValid(line) || line.ContainsAnyInRange((byte)0, (byte)31)) return null;
        var text = Encoding.UTF8.GetString(line).TrimEnd();
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? new(text.ToUpperInvariant(), "") : new(text[..space].ToUpperInvariant(), text[(space + 1)..]);
    }
}

/// <summary>The argument of MAIL and RCPT: an address and parameters.</summary>
internal sealed partial record SmtpPath(string Address, IReadOnlyList<string> Parameters)
{
    // RFC 5321, section 4.5.3.1.3: with the angle brackets.
    private const int Longest = 256;

    public bool IsLong => Encoding.UTF8.GetByteCount(Address) + 2 > Longest;
    public bool IsAscii => Ascii.IsValid(Address);

    public static SmtpPath? Parse(string keyword, string argument) =>
        Form().Match(argument) is { Success: true } form && form.Groups["keyword"].Value.Equals(keyword, StringComparison.OrdinalIgnoreCase)
            ? new(form.Groups["address"].Value, form.Groups["parameters"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            : null;

    // RFC 5321, section 4.1.2. A source route before the address is read and ignored (appendix C).
    [GeneratedRegex("""^(?<keyword>FROM|TO):<(@[^\s:<>]+:)?(?<address>|Postmaster|([^\s<>@"]+|"([^"\\]|\\.)*")@([^\s<>@\[\]"]+|\[[^\s<>\[\]]+\]))>(?<parameters>( \S+)*)\z""", RegexOptions.IgnoreCase)]
    private static partial Regex Form();
}
