using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Overblik.Platform;
using Overblik.Platform.Keys;

namespace Overblik.Overview;

/// <summary>Where a page of a long list begins: so many items on, at the source's cursor.</summary>
internal sealed record ListPlace(int Before, string Cursor);

/// <summary>
/// Places as they stand in addresses: sealed, because a cursor is the source's own text and may say anything, and good for this session and source only.
/// </summary>
internal sealed class ListPlaces(KeyRing ring)
{
    public string Seal(Actor actor, Source source, ListPlace place) =>
        Base64Url.EncodeToString(ring.Encrypt(KeyPurpose.Session, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{place.Before} {place.Cursor}")), Context(actor, source)));

    /// <summary>Null for what was not sealed for this session and source.</summary>
    public ListPlace? Open(Actor actor, Source source, string? sealedPlace)
    {
        if (sealedPlace is null || sealedPlace.Length > 1000 || !Base64Url.IsValid(sealedPlace)) return null;
        try
        {
            var parts = Encoding.UTF8.GetString(ring.Decrypt(KeyPurpose.Session, Base64Url.DecodeFromChars(sealedPlace), Context(actor, source))).Split(' ', 2);
            return new ListPlace(int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1]);
        }
        catch (CryptographicException) { return null; }
    }

    private static byte[] Context(Actor actor, Source source) => [.. actor.Session.ToByteArray(), .. Encoding.UTF8.GetBytes(source.Id)];
}
