using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Overblik.Platform;
using Overblik.Platform.Keys;

namespace Overblik.Unit.Tests;

public sealed class KeyRingTests : IDisposable
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    private string File => Path.Combine(folder, "keys.json");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void What_is_encrypted_comes_back_and_every_changed_byte_or_context_is_noticed()
    {
        var ring = KeyRing.Open(File, mayMake: true, time);
        (from plain in Gen.Byte.Array[0, 100] from context in Gen.Byte.Array[0, 20] from at in Gen.Int[0, 1000] select (plain, context, at)).Sample(made =>
        {
            var cipher = ring.Encrypt(KeyPurpose.Cpr, made.plain, made.context);
            Assert.Equal(made.plain, ring.Decrypt(KeyPurpose.Cpr, cipher, made.context));
            Assert.ThrowsAny<CryptographicException>(() => ring.Decrypt(KeyPurpose.Cpr, cipher, [.. made.context, 1]));
            Assert.ThrowsAny<CryptographicException>(() => ring.Decrypt(KeyPurpose.Session, cipher, made.context));
            cipher[made.at % cipher.Length] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => ring.Decrypt(KeyPurpose.Cpr, cipher, made.context));
        });
    }

    [Fact]
    public void A_new_key_is_known_at_once_and_used_when_it_has_settled()
    {
        var before = KeyRing.Open(File, mayMake: true, time);
        var old = before.Encrypt(KeyPurpose.Cpr, "plain"u8, []);
        time.Advance(TimeSpan.FromDays(1));
        KeyRing.Rotate(File, KeyPurpose.Cpr, time);
        var ring = KeyRing.Open(File, mayMake: false, time);
        Assert.Equal(1, ring.Current(KeyPurpose.Cpr).Version);
        time.Advance(KeyRing.Settling);
        Assert.Equal(2, ring.Current(KeyPurpose.Cpr).Version);
        Assert.Equal("plain", Encoding.UTF8.GetString(ring.Decrypt(KeyPurpose.Cpr, old, [])));
        // A node that was restarted within the settling time reads what the others now write, one that was not cannot.
        Assert.Throws<CryptographicException>(() => before.Decrypt(KeyPurpose.Cpr, ring.Encrypt(KeyPurpose.Cpr, "x"u8, []), []));
    }

    [Fact]
    public void Only_keys_older_than_the_one_in_use_are_retired()
    {
        KeyRing.Open(File, mayMake: true, time);
        time.Advance(TimeSpan.FromDays(1));
        KeyRing.Rotate(File, KeyPurpose.Cpr, time);
        Assert.Equal(0, KeyRing.Retire(File, KeyPurpose.Cpr, time));
        time.Advance(KeyRing.Settling);
        Assert.Equal(1, KeyRing.Retire(File, KeyPurpose.Cpr, time));
        Assert.Equal([2], KeyRing.Open(File, mayMake: false, time).All(KeyPurpose.Cpr).Select(k => k.Version));
    }

    [Fact]
    public void Without_its_file_production_does_not_start_and_a_broken_file_is_never_replaced()
    {
        Assert.Contains("Restore it from the backup", Assert.Throws<StartupException>(() => KeyRing.Open(File, mayMake: false, time)).Message, StringComparison.Ordinal);
        System.IO.File.WriteAllText(File, "{ half of a");
        Assert.Contains("do not make a new one", Assert.Throws<StartupException>(() => KeyRing.Open(File, mayMake: true, time)).Message, StringComparison.Ordinal);
        Assert.Equal("{ half of a", System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void A_purpose_that_the_file_lacks_stops_the_start_and_gets_its_first_key_from_an_operator_alone()
    {
        KeyRing.Open(File, mayMake: true, time);
        var file = JsonNode.Parse(System.IO.File.ReadAllText(File))!.AsObject();
        file.Remove(nameof(KeyPurpose.Subject));
        file[nameof(KeyPurpose.Session)] = new JsonArray();
        System.IO.File.WriteAllText(File, file.ToJsonString());
        var before = System.IO.File.ReadAllText(File);

        Assert.Contains("Session, Subject", Assert.Throws<StartupException>(() => KeyRing.Open(File, mayMake: false, time)).Message, StringComparison.Ordinal);
        Assert.Throws<StartupException>(() => KeyRing.Retire(File, KeyPurpose.Subject, time));
        Assert.Equal(before, System.IO.File.ReadAllText(File));

        KeyRing.Rotate(File, KeyPurpose.Subject, time);
        KeyRing.Rotate(File, KeyPurpose.Session, time);
        Assert.Equal(1, KeyRing.Open(File, mayMake: false, time).Current(KeyPurpose.Subject).Version);
    }

    [Fact]
    public void The_key_that_the_access_logs_index_began_with_stays()
    {
        KeyRing.Open(File, mayMake: true, time);
        Assert.Contains("LogIndex", Assert.Throws<StartupException>(() => KeyRing.Rotate(File, KeyPurpose.LogIndex, time)).Message, StringComparison.Ordinal);
        Assert.Single(KeyRing.Open(File, mayMake: false, time).All(KeyPurpose.LogIndex));
    }

    [Fact]
    public void A_node_of_the_version_before_starts_with_the_purposes_of_a_later_one_and_leaves_them_be()
    {
        KeyRing.Open(File, mayMake: true, time);
        var file = JsonNode.Parse(System.IO.File.ReadAllText(File))!.AsObject();
        file["Later"] = file[nameof(KeyPurpose.Cpr)]!.DeepClone();
        System.IO.File.WriteAllText(File, file.ToJsonString());
        KeyRing.Open(File, mayMake: false, time);
        KeyRing.Rotate(File, KeyPurpose.Cpr, time);
        KeyRing.Retire(File, KeyPurpose.Cpr, time);
        Assert.True(JsonNode.DeepEquals(file["Later"], JsonNode.Parse(System.IO.File.ReadAllText(File))!["Later"]));
    }

    [Fact]
    public void Without_a_file_every_verb_says_so()
    {
        Assert.Contains("no key ring", Assert.Throws<StartupException>(() => KeyRing.Rotate(File, KeyPurpose.Cpr, time)).Message, StringComparison.Ordinal);
        Assert.Contains("no key ring", Assert.Throws<StartupException>(() => KeyRing.Retire(File, KeyPurpose.Cpr, time)).Message, StringComparison.Ordinal);
        var nowhere = Path.Combine(folder, "none", "keys.json");
        Assert.Contains("no key ring", Assert.Throws<StartupException>(() => KeyRing.Open(nowhere, mayMake: false, time)).Message, StringComparison.Ordinal);
        Assert.False(Path.Exists(File) || Path.Exists(nowhere));
    }

    [Fact]
    public void Only_its_owner_may_read_the_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        KeyRing.Open(File, mayMake: true, time);
#pragma warning disable CA1416 // Not on Windows, see above.
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
#pragma warning restore CA1416
    }

    [Fact]
    public void A_token_verifies_with_the_published_key_and_so_does_an_older_one_after_a_rotation()
    {
        var ring = KeyRing.Open(File, mayMake: true, time);
        var old = new SigningKeys(ring, KeyPurpose.SourceToken).Jwt("{\"a\":1}"u8);
        time.Advance(TimeSpan.FromDays(1));
        KeyRing.Rotate(File, KeyPurpose.SourceToken, time, atOnce: true);
        var keys = new SigningKeys(KeyRing.Open(File, mayMake: false, time), KeyPurpose.SourceToken);
        var young = keys.Jwt("{\"a\":2}"u8);
        Assert.True(Verifies(old, keys.PublicKeys()));
        Assert.True(Verifies(young, keys.PublicKeys()));
        Assert.NotEqual(KeyOf(old), KeyOf(young));
        Assert.DoesNotContain("\"d\"", keys.PublicKeys().ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_threads_sign_at_once()
    {
        var keys = new SigningKeys(KeyRing.Open(File, mayMake: true, time), KeyPurpose.SourceToken);
        var set = keys.PublicKeys();
        var tokens = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => keys.Jwt(Encoding.UTF8.GetBytes($"{{\"i\":{i}}}")))));
        Assert.All(tokens, token => Assert.True(Verifies(token, set)));
    }

    private static string KeyOf(string token) => (string)JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[0]))!["kid"]!;

    private static bool Verifies(string token, JsonObject set)
    {
        var key = set["keys"]!.AsArray().Single(k => (string)k!["kid"]! == KeyOf(token))!;
        using var ecdsa = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Base64Url.DecodeFromChars((string)key["x"]!), Y = Base64Url.DecodeFromChars((string)key["y"]!) },
        });
        var at = token.LastIndexOf('.');
        return ecdsa.VerifyData(Encoding.ASCII.GetBytes(token[..at]), Base64Url.DecodeFromChars(token.AsSpan(at + 1)), HashAlgorithmName.SHA256);
    }
}
