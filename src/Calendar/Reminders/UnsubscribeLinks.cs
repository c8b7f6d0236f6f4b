using System.Buffers.Text;
using System.Security.Cryptography;
using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>The address in a mail at which its receiver asks for no more of its kind, without signing in (RFC 8058). Whose and which stand in it encrypted, so nothing is looked up and nobody can make one.</summary>
internal sealed class UnsubscribeLinks(KeyRing ring, Site site)
{
    public const string Path = "/kalender/paamindelser/afmeld/";
    private static readonly byte[] Context = "unsubscribe"u8.ToArray();

    /// <param name="person">Whose mail.</param>
    /// <param name="kind">Of what; null: of all.</param>
    public Uri For(PersonId person, CalendarKind? kind)
    {
        Span<byte> plain = [.. person.Value.ToByteArray(), (byte)(kind is { } of ? (int)of : byte.MaxValue)];
        return new Uri(site.Issuer + Path + Base64Url.EncodeToString(ring.Encrypt(KeyPurpose.Calendar, plain, Context)));
    }

    /// <summary>Null where it is none of ours, or its key has been retired.</summary>
    public (PersonId Person, CalendarKind? Kind)? Read(string token)
    {
        try
        {
            return token.Length < 200 && Base64Url.IsValid(token) && ring.Decrypt(KeyPurpose.Calendar, Base64Url.DecodeFromChars(token), Context) is { Length: 17 } plain
                ? (new PersonId(new Guid(plain.AsSpan(0, 16))), plain[16] == byte.MaxValue ? null : (CalendarKind)plain[16]) : null;
        }
        catch (Exception e) when (e is CryptographicException or FormatException) { return null; }
    }
}
