using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Overblik.SignIn;

/// <summary>The service's own keys: made at the first start and kept in the data folder, so that a restart signs nobody out of the portal.</summary>
internal static class ServerKeys
{
    public static (ECDsaSecurityKey Signing, SymmetricSecurityKey Encryption) Load(string folder)
    {
        Directory.CreateDirectory(folder);
        var signing = ECDsa.Create();
        signing.ImportFromPem(Kept(Path.Combine(folder, "signing.pem"), () =>
        {
            using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return made.ExportPkcs8PrivateKeyPem();
        }));
        var encryption = Convert.FromBase64String(Kept(Path.Combine(folder, "encryption.key"), () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))));
        var id = Base64UrlEncoder.Encode(SHA256.HashData(signing.ExportSubjectPublicKeyInfo()).AsSpan(0, 12).ToArray());
        return (new ECDsaSecurityKey(signing) { KeyId = id }, new SymmetricSecurityKey(encryption));
    }

    private static string Kept(string path, Func<string> make)
    {
        if (File.Exists(path)) return File.ReadAllText(path);
        var text = make();
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, options);
        writer.Write(text);
        return text;
    }
}
