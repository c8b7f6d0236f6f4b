using System.Text.RegularExpressions;
using MimeKit;

namespace Overblik.Calendar;

/// <summary>What an address may look like. Pure.</summary>
internal static partial class AddressRules
{
    /// <summary>RFC 5321, 4.5.3.1: the longest that a mail server must take.</summary>
    private const int LongestEmail = 254;

    /// <summary>Null where it is none.</summary>
    public static string? Email(string? typed) => typed?.Trim() is { Length: > 3 and <= LongestEmail } text && !text.Any(char.IsControl) && MailboxAddress.TryParse(text, out var box) && box.Address == text
        && !text.Contains('[') && text.LastIndexOf('@') is > 0 and var at && text.IndexOf('.', at) > at + 1 && !text.EndsWith('.') ? text : null;

    /// <summary>As E.164: +4512345678. Eight digits without a country are Danish. Null where it is none.</summary>
    public static string? Phone(string? typed)
    {
        var text = Spaces().Replace(typed ?? "", "");
        if (text.Length == 8 && text.All(char.IsAsciiDigit)) text = "+45" + text;
        else if (text.StartsWith("00", StringComparison.Ordinal)) text = "+" + text[2..];
        return E164().IsMatch(text) && (!text.StartsWith("+45", StringComparison.Ordinal) || text.Length == 11) ? text : null;
    }

    [GeneratedRegex(@"[\s().-]")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"^\+[1-9][0-9]{6,14}$")]
    private static partial Regex E164();
}
