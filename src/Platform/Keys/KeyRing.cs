using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Overblik.Platform.Keys;

/// <summary>What a key is for. Each purpose has its own keys, and each key a version.</summary>
public enum KeyPurpose
{
    /// <summary>Encrypts CPR numbers at rest.</summary>
    Cpr,

    /// <summary>Keys the hash by which a person is found from an identifier.</summary>
    Lookup,

    /// <summary>Encrypts what a session keeps of the person: number and name.</summary>
    Session,

    /// <summary>Encrypts what people write in their calendars.</summary>
    Calendar,

    /// <summary>Encrypts the ASP.NET Core Data Protection keys in the database.</summary>
    DataProtection,

    /// <summary>Derives the key by which a source names the subject of an item.</summary>
    Subject,

    /// <summary>Signs the tokens to sources (ES256).</summary>
    SourceToken,

    /// <summary>Signs the portal's own sign-in at the broker (private_key_jwt, ES256).</summary>
    ClientAssertion,

    /// <summary>Signs the access tokens that authorities' programs get here (ES256).</summary>
    MachineToken,

    /// <summary>Signs what is pushed to browsers (ES256). A browser subscribes with one key and takes nothing signed by another.</summary>
    WebPush,

    /// <summary>Encrypts the keys that seal the entries of the access log, and with whom people share them.</summary>
    LogLine,

    /// <summary>Signs the checkpoints of the access log (Ed25519).</summary>
    LogSigning,

    /// <summary>Makes the labels of persons in the access log's index. It is never changed: with another, nobody would stand where they stood.</summary>
    LogIndex,

    /// <summary>Encrypts what people save of their life events.</summary>
    Journeys,
}

/// <summary>One key: 32 random bytes (which for Ed25519 are the private key), or for the purposes that sign with ES256 a P-256 private key in PKCS #8.</summary>
public sealed record Key(int Version, byte[] Bytes, DateTimeOffset MadeAt)
{
    /// <summary>The <c>kid</c> of a signing key: the RFC 7638 thumbprint would do as well, but the version tells an operator more.</summary>
    public string Id(KeyPurpose purpose) => $"{purpose.ToString().ToLowerInvariant()}-{Version}-{Convert.ToHexStringLower(SHA256.HashData(Bytes))[..8]}";
}

/// <summary>
/// Every long-lived key of the installation, in one file that only its owner may read (<c>Keys:Path</c>; in production a mounted secret).
/// Made at first start in development; a production start without it fails. Backed up apart from the database: see docs/operations.md.
/// </summary>
public sealed class KeyRing
{
    private const int NonceSize = 12, TagSize = 16;
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    /// <summary>
    /// How long a new key is known before it is used: in that time every node is restarted with the new ring, and whoever holds
    /// a copy of the public keys fetches them again. So no node ever meets a key that it does not know.
    /// </summary>
    public static readonly TimeSpan Settling = TimeSpan.FromMinutes(10);

    // By name, so that a purpose of a later version stays in the file when this one writes it.
    private readonly Dictionary<string, Key[]> keys;
    private readonly TimeProvider time;
    private readonly ConcurrentDictionary<Key, ConcurrentBag<AesGcm>> ciphers = new(ReferenceEqualityComparer.Instance);

    private KeyRing(Dictionary<string, Key[]> keys, TimeProvider time) => (this.keys, this.time) = (keys, time);

    public static string PathIn(IConfiguration configuration) =>
        configuration["Keys:Path"] ?? Path.Combine(configuration["Data"] ?? "data", "keys.json");

    public static KeyRing Open(string path, bool mayMake, TimeProvider time)
    {
        var keys = mayMake && !File.Exists(path) ? [] : Read(path);
        var missing = Enum.GetNames<KeyPurpose>().Where(name => keys.GetValueOrDefault(name) is not { Length: > 0 }).ToList();
        // Made by each node for itself, they would differ from node to node.
        if (missing.Count > 0 && !mayMake)
        {
            throw new StartupException($"The key ring at {path} has no key for {string.Join(", ", missing)}. For a purpose that this version brings, add it once "
                + "with 'keys rotate PURPOSE' and give the ring to every node. Otherwise restore the ring from the backup.");
        }
        foreach (var name in missing) keys[name] = [Make(Enum.Parse<KeyPurpose>(name), 1, time)];
        if (missing.Count > 0) Write(path, keys);
        return new KeyRing(keys, time);
    }

    /// <summary>
    /// Adds a new version of a purpose's key, or its first. It is used once it has settled, or at once where the old one has leaked or there is none.
    /// Older versions still read.
    /// </summary>
    public static Key Rotate(string path, KeyPurpose purpose, TimeProvider time, bool atOnce = false)
    {
        var keys = Read(path);
        var older = keys.GetValueOrDefault(purpose.ToString()) ?? [];
        if (purpose == KeyPurpose.LogIndex && older.Length > 0) throw new StartupException("The LogIndex key stays for as long as the log exists: with another, nobody would stand in the index where they stood.");
        var made = Make(purpose, older.Length == 0 ? 1 : older[0].Version + 1, time);
        if (atOnce) made = made with { MadeAt = made.MadeAt - Settling };
        keys[purpose.ToString()] = [made, .. older];
        Write(path, keys);
        return made;
    }

    /// <summary>Removes the versions of a purpose that are older than the current one; what only they can read is then unreadable.</summary>
    public static int Retire(string path, KeyPurpose purpose, TimeProvider time)
    {
        var ring = Open(path, mayMake: false, time);
        var (all, current) = (ring.All(purpose), ring.Current(purpose));
        Key[] kept = [.. all.Where(key => key.Version >= current.Version)];
        ring.keys[purpose.ToString()] = kept;
        Write(path, ring.keys);
        return all.Count - kept.Length;
    }

    /// <summary>The newest key that has settled; the only one, on a new installation.</summary>
    public Key Current(KeyPurpose purpose)
    {
        var versions = keys[purpose.ToString()];
        var settled = time.GetUtcNow() - Settling;
        return Array.Find(versions, key => key.MadeAt <= settled) ?? versions[^1];
    }

    /// <summary>From when the newest key is used; null where it is already.</summary>
    public DateTimeOffset? SettlesAt(KeyPurpose purpose) => Current(purpose) == All(purpose)[0] ? null : All(purpose)[0].MadeAt + Settling;

    /// <summary>All versions, the newest first.</summary>
    public IReadOnlyList<Key> All(KeyPurpose purpose) => keys[purpose.ToString()];

    /// <summary>AES-256-GCM: version, nonce, tag, ciphertext. The context is bound to it, so it cannot be moved to another row.</summary>
    public byte[] Encrypt(KeyPurpose purpose, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context)
    {
        var key = Current(purpose);
        var sealedBytes = new byte[4 + NonceSize + TagSize + plain.Length];
        BitConverter.TryWriteBytes(sealedBytes, key.Version);
        var nonce = sealedBytes.AsSpan(4, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        var aes = Cipher(key);
        aes.Encrypt(nonce, plain, sealedBytes.AsSpan(4 + NonceSize + TagSize), sealedBytes.AsSpan(4 + NonceSize, TagSize), context);
        ciphers[key].Add(aes);
        return sealedBytes;
    }

    public byte[] Decrypt(KeyPurpose purpose, ReadOnlySpan<byte> sealedBytes, ReadOnlySpan<byte> context)
    {
        if (sealedBytes.Length < 4 + NonceSize + TagSize) throw new CryptographicException("Too short to be encrypted by the key ring.");
        var version = BitConverter.ToInt32(sealedBytes);
        var key = Array.Find(keys[purpose.ToString()], k => k.Version == version)
            ?? throw new CryptographicException($"Key {purpose} version {version} is not in the key ring.");
        var plain = new byte[sealedBytes.Length - 4 - NonceSize - TagSize];
        var aes = Cipher(key);
        aes.Decrypt(sealedBytes.Slice(4, NonceSize), sealedBytes[(4 + NonceSize + TagSize)..], sealedBytes.Slice(4 + NonceSize, TagSize), plain, context);
        ciphers[key].Add(aes);
        return plain;
    }

    // To make one costs more than to use it, and none is for two threads at once. One that has thrown is not used again.
    private AesGcm Cipher(Key key) => ciphers.GetOrAdd(key, _ => []).TryTake(out var aes) ? aes : new AesGcm(key.Bytes, TagSize);

    public static byte[] Hash(Key key, string text) => HMACSHA256.HashData(key.Bytes, Encoding.UTF8.GetBytes(text));

    private static Key Make(KeyPurpose purpose, int version, TimeProvider time)
    {
        if (purpose is not (KeyPurpose.SourceToken or KeyPurpose.ClientAssertion or KeyPurpose.MachineToken or KeyPurpose.WebPush)) return new Key(version, RandomNumberGenerator.GetBytes(32), time.GetUtcNow());
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new Key(version, pair.ExportPkcs8PrivateKey(), time.GetUtcNow());
    }

    private static Dictionary<string, Key[]> Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, Key[]>>(File.ReadAllBytes(path), Json) ?? [];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new StartupException($"There is no key ring at {path}. Restore it from the backup, or make a new one with 'keys make' if this is a new installation.");
        }
        catch (JsonException)
        {
            throw new StartupException($"The key ring at {path} cannot be read as JSON. Restore it from the backup; do not make a new one.");
        }
    }

    // Written beside and moved into place: a crash leaves the old file or the new one, never half of one.
    private static void Write(string path, Dictionary<string, Key[]> keys)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var temporary = path + ".new";
        using (var file = new FileStream(temporary, options))
        {
            JsonSerializer.Serialize(file, keys, Json);
            file.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
    }
}
