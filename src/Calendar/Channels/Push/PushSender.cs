using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Overblik.Calendar;

/// <summary>What became of a push.</summary>
internal enum PushOutcome
{
    Sent,

    /// <summary>The browser has ended its subscription, or our key for it is retired: forget it.</summary>
    Gone,

    TryLater,

    /// <summary>The push service takes it neither now nor later.</summary>
    Refused,
}

/// <summary>Hands a note to the push service of a browser (RFC 8030). Writes nothing to the log: the endpoint is a secret, and the note a person's.</summary>
internal sealed class PushSender(Vapid vapid) : IDisposable
{
    // Most notes are shorter, and then the push service sees them all alike.
    private const int Padded = 1024;

    // In characters, each of which may be six bytes of JSON. No device shows more.
    private const int MostOfTitle = 100, MostOfBody = 400;

    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        // A trace context would tell it which run of which node has sent.
        ActivityHeadersPropagator = null,
    })
    {
        Timeout = TimeSpan.FromSeconds(10), DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
    };

    public TimeSpan TimeLimit { init => http.Timeout = value; }

    /// <param name="version">Of the key with which the browser subscribed.</param>
    /// <param name="life">How long the push service keeps the note for a browser that is away.</param>
    public async Task<PushOutcome> Send(PushSubscription to, int version, PushNote note, TimeSpan life, CancellationToken cancellation)
    {
        var endpoint = new Uri(to.Endpoint);
        if (vapid.Authorization(endpoint, version) is not { } authorization) return PushOutcome.Gone;
        var payload = JsonSerializer.SerializeToUtf8Bytes(note with { Title = Short(note.Title, MostOfTitle), Body = Short(note.Body, MostOfBody) }, PushJson.Default.PushNote);
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint)
        {
            Content = new ByteArrayContent(PushEncryption.Encrypt(payload, to, payload.Length <= Padded ? Padded : PushEncryption.Most))
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream"), ContentEncoding = { "aes128gcm" } },
            },
        };
        request.Headers.Authorization = authorization;
        request.Headers.Add("TTL", ((long)life.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        // RFC 8030 section 5.3: a calendar's.
        request.Headers.Add("Urgency", "normal");
        request.Headers.Add("Topic", Topic(to, note.Tag));
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            return Read(response);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellation.IsCancellationRequested) { return PushOutcome.TryLater; }
    }

    public void Dispose() => http.Dispose();

    private static PushOutcome Read(HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.Accepted => PushOutcome.Sent,
        HttpStatusCode.NotFound or HttpStatusCode.Gone => PushOutcome.Gone,
        // The first two are about our own key, and ours to mend.
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => PushOutcome.TryLater,
        _ => PushOutcome.Refused,
    };

    private static string Short(string text, int most) => text.Length <= most ? text : text[..(most - 1)] + '…';

    // RFC 8030 section 5.4: a later one takes the place of one that waits. By a secret of the browser's, so that the push service cannot guess what it is about.
    private static string Topic(PushSubscription to, string tag) => Base64Url.EncodeToString(HMACSHA256.HashData(Base64Url.DecodeFromChars(to.Auth), Encoding.UTF8.GetBytes(tag)).AsSpan(0, 24));
}
