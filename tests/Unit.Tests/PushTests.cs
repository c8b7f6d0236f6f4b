using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Overblik.Calendar;
using Overblik.Platform.Keys;

namespace Overblik.Unit.Tests;

public sealed class PushTests : IDisposable
{
    private static readonly HashSet<string> Hosts = ["push.example", "push.example:8443", ".wide.example", "localhost:5099"];

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 27, 12, 0, 0, TimeSpan.Zero));
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    private string File => Path.Combine(folder, "keys.json");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_example_of_RFC_8291_comes_out_byte_for_byte()
    {
        // Appendix A.
        const string sender = "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8", receiver = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
        const string encrypted = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
        using var browser = new Browser(PushKey(receiver, "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"), Base64Url.DecodeFromChars("BTBZMqHH6r4Tts7J_aSIgg"));
        var body = PushEncryption.Encrypt("When I grow up, I want to be a watermelon"u8, browser.Subscription("https://push.example/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV"),
            key: PushKey(sender, "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), salt: Base64Url.DecodeFromChars("DGv6ra1nlYgDCS1FRnbzlw"));
        Assert.Equal(encrypted, Base64Url.EncodeToString(body));
        Assert.Equal("When I grow up, I want to be a watermelon", Encoding.UTF8.GetString(browser.Read(body).Payload));
    }

    [Fact]
    public void The_browser_reads_what_was_encrypted_for_it_and_no_other_does()
    {
        using Browser browser = new(), other = new();
        var to = browser.Subscription("https://push.example/a");
        (from payload in Gen.Byte.Array[0, PushEncryption.Most] from size in Gen.Int[0, PushEncryption.Most] select (payload, size)).Sample(made =>
        {
            var body = PushEncryption.Encrypt(made.payload, to, made.size);
            var (payload, padding) = browser.Read(body);
            Assert.Equal(made.payload, payload);
            Assert.Equal(Math.Max(0, made.size - made.payload.Length), padding);
            Assert.InRange(body.Length, 103, 4096);
            Assert.Equal(Math.Max(made.size, made.payload.Length) + 103, body.Length);
            Assert.ThrowsAny<CryptographicException>(() => other.Read(body));
            Assert.NotEqual(body[..86], PushEncryption.Encrypt(made.payload, to)[..86]);
        }, iter: 50);
    }

    [Fact]
    public void What_a_push_service_need_not_take_is_not_made()
    {
        using var browser = new Browser();
        var to = browser.Subscription("https://push.example/a");
        Assert.Equal(3993, PushEncryption.Most);
        Assert.Equal(4096, PushEncryption.Encrypt(new byte[3993], to).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => PushEncryption.Encrypt(new byte[3994], to));
        Assert.Throws<ArgumentOutOfRangeException>(() => PushEncryption.Encrypt([], to, 3994));
    }

    [Theory]
    [InlineData("https://push.example/a?b=c")]
    [InlineData("https://PUSH.example:443/a")]
    [InlineData("https://push.example:8443/a")]
    [InlineData("https://db5.wide.example/a")]
    [InlineData("https://a.b.wide.example/a")]
    [InlineData("http://localhost:5099/a")]
    public void The_endpoint_of_a_known_push_service_is_taken(string endpoint)
    {
        using var browser = new Browser();
        Assert.Equal(browser.Subscription(endpoint), PushSubscription.Read(browser.Json(endpoint), Hosts));
    }

    [Theory]
    [InlineData("http://push.example/a")]
    [InlineData("https://push.example:444/a")]
    [InlineData("https://push.example./a")]
    [InlineData("https://xpush.example/a")]
    [InlineData("https://a.push.example/a")]
    [InlineData("https://wide.example/a")]
    [InlineData("https://a.wide.example:444/a")]
    [InlineData("https://xwide.example/a")]
    [InlineData("https://a@push.example/a")]
    [InlineData("https://push.example@evil.example/a")]
    [InlineData("https://evil.example\\.wide.example/a")]
    [InlineData("https://evil.example／.wide.example/a")]
    [InlineData("https://evil.example%2f.wide.example/a")]
    [InlineData("https://evil.example/.wide.example")]
    [InlineData("https://evil.example?.wide.example")]
    [InlineData("https://ａ.wide.example/a")]
    [InlineData("https://push.example/a#b")]
    [InlineData("https://push.example/a#")]
    [InlineData("https://push.example/a b")]
    [InlineData("https://localhost/a")]
    [InlineData("https://127.0.0.1/a")]
    [InlineData("https://[::1]/a")]
    [InlineData("ftp://push.example/a")]
    [InlineData("file:///etc/passwd")]
    [InlineData("//push.example/a")]
    [InlineData("push.example")]
    [InlineData("")]
    public void Any_other_endpoint_is_refused(string endpoint)
    {
        using var browser = new Browser();
        Assert.Null(PushSubscription.Read(browser.Json(endpoint), Hosts));
    }

    [Fact]
    public void Whatever_an_endpoint_looks_like_only_a_known_push_service_would_be_called()
    {
        using var browser = new Browser();
        string[] parts =
        [
            "https://", "http://", "//", "/", "\\", "@", ":", "#", "?", "%2f", "%40", ".", "..", "\t", "\n", " ", "\0", "／", "。", "＠", "ａ", "ß", "xn--", "443", "8443", "5099",
            "push.example", "wide.example", ".wide.example", "evil.example", "localhost", "localhost:5099", "127.0.0.1", "[::1]", "169.254.169.254", "a",
        ];
        var taken = 0;
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, parts.Length - 1].Array[1, 7]).Sample((scheme, rest) =>
        {
            var endpoint = parts[scheme] + string.Concat(rest.Select(part => parts[part]));
            if (PushSubscription.Read(browser.Json(endpoint), Hosts) is not { } read) return;
            Interlocked.Increment(ref taken);
            var called = new HttpRequestMessage(HttpMethod.Post, read.Endpoint).RequestUri!;
            Assert.True((called.Scheme, called.IdnHost, called.Port) is ("https", "push.example", 443 or 8443) or ("https" or "http", "localhost", 5099)
                || (called is { Scheme: "https", Port: 443 } && called.IdnHost.EndsWith(".wide.example", StringComparison.Ordinal)), endpoint);
            Assert.Equal("", called.UserInfo + called.Fragment);
        }, iter: 20_000);
        Assert.NotEqual(0, taken);
    }

    [Fact]
    public void What_a_browser_does_not_write_is_refused_and_never_fails()
    {
        using var browser = new Browser();
        var json = browser.Json("https://push.example/a");
        string[] wrong =
        [
            "", "null", "[]", "{}", "1", "{\"endpoint\":1}", "\"\\ud800\"", "\ud800", json[..^1], json + "}", """{"endpoint":"https://push.example/a"}""", """{"endpoint":"https://push.example/a","keys":null}""",
            """{"endpoint":"https://push.example/a","keys":{"p256dh":null,"auth":"x"}}""", json.Replace("push.example/a", "push.example/" + new string('a', PushSubscription.MaxEndpoint), StringComparison.Ordinal),
        ];
        Assert.All(wrong, text => Assert.Null(PushSubscription.Read(text, Hosts)));
        Gen.Select(Gen.Int[0, json.Length - 1], Gen.Char).Sample((at, c) => { _ = PushSubscription.Read(json[..at] + c + json[(at + 1)..], Hosts); });
    }

    [Fact]
    public void A_key_that_is_no_point_of_the_curve_is_refused()
    {
        using var browser = new Browser();
        var point = browser.Point;
        byte[] off = [.. point[..64], (byte)(point[64] ^ 1)], compressed = [2, .. point[1..]];
        byte[][] wrong = [off, compressed, [4, .. new byte[64]], [4, .. Enumerable.Repeat((byte)255, 64)], new byte[65], point[..64], [.. point, 0], []];
        Assert.All(wrong, bytes => Assert.Null(PushSubscription.Read(Browser.Json("https://push.example/a", bytes, new byte[16]), Hosts)));
        Assert.All([0, 15, 17], size => Assert.Null(PushSubscription.Read(Browser.Json("https://push.example/a", point, new byte[size]), Hosts)));
        Assert.NotNull(PushSubscription.Read(Browser.Json("https://push.example/a", point, new byte[16]), Hosts));
    }

    [Fact]
    public void A_push_service_finds_who_pushes_to_it_and_until_when()
    {
        var vapid = Vapid(KeyRing.Open(File, mayMake: true, time));
        var (version, key) = vapid.PublicKey();
        var header = vapid.Authorization(new Uri("https://push.example:8443/a/b?c"), version)!;
        Assert.Equal("vapid", header.Scheme);
        var claims = Verified(header.Parameter!, key);
        Assert.Equal("https://push.example:8443", (string)claims["aud"]!);
        Assert.Equal("mailto:drift@example.dk", (string)claims["sub"]!);
        Assert.Equal((time.GetUtcNow() + TimeSpan.FromHours(12)).ToUnixTimeSeconds(), (long)claims["exp"]!);

        time.Advance(TimeSpan.FromHours(5));
        Assert.Same(header, vapid.Authorization(new Uri("https://push.example:8443/other"), version));
        Assert.NotEqual(header, vapid.Authorization(new Uri("https://push.example/a/b"), version));
        time.Advance(TimeSpan.FromHours(2));
        Assert.NotEqual(header, vapid.Authorization(new Uri("https://push.example:8443/a/b"), version));
    }

    [Fact]
    public void After_a_rotation_each_browser_still_gets_the_key_with_which_it_subscribed_until_that_is_retired()
    {
        var (first, old) = Vapid(KeyRing.Open(File, mayMake: true, time)).PublicKey();
        time.Advance(TimeSpan.FromDays(1));
        KeyRing.Rotate(File, KeyPurpose.WebPush, time, atOnce: true);
        var vapid = Vapid(KeyRing.Open(File, mayMake: false, time));
        var (second, young) = vapid.PublicKey();
        Assert.Equal((1, 2), (first, second));
        Verified(vapid.Authorization(new Uri("https://push.example/a"), first)!.Parameter!, old);
        Verified(vapid.Authorization(new Uri("https://push.example/a"), second)!.Parameter!, young);

        KeyRing.Retire(File, KeyPurpose.WebPush, time);
        Assert.Null(Vapid(KeyRing.Open(File, mayMake: false, time)).Authorization(new Uri("https://push.example/a"), first));
    }

    private Vapid Vapid(KeyRing ring) => new(ring, new PushOptions(Hosts, "mailto:drift@example.dk"), time);

    private static JsonNode Verified(string parameter, string key)
    {
        Assert.EndsWith($", k={key}", parameter, StringComparison.Ordinal);
        var token = parameter["t=".Length..parameter.IndexOf(',', StringComparison.Ordinal)];
        var point = Base64Url.DecodeFromChars(key);
        Assert.Equal((65, 4), (point.Length, point[0]));
        using var pair = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = point[1..33], Y = point[33..] } });
        var end = token.LastIndexOf('.');
        Assert.True(pair.VerifyData(Encoding.ASCII.GetBytes(token[..end]), Base64Url.DecodeFromChars(token.AsSpan(end + 1)), HashAlgorithmName.SHA256));
        Assert.Equal("""{"typ":"JWT","alg":"ES256"}""", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token.Split('.')[0])));
        return JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]))!;
    }

    private static ECParameters PushKey(string point, string secret)
    {
        var bytes = Base64Url.DecodeFromChars(point);
        return new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = Base64Url.DecodeFromChars(secret), Q = new ECPoint { X = bytes[1..33], Y = bytes[33..] } };
    }
}
