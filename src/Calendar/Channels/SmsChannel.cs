using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;

namespace Overblik.Calendar;

/// <summary>Text messages by an HTTP gateway: contracts/sms-gateway.yaml.</summary>
internal sealed partial class SmsChannel(SmsOptions options, TimeProvider time, ILogger<SmsChannel> log) : IChannel, IDisposable
{
    private const int AtOnce = 16;
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, MaxConnectionsPerServer = AtOnce }) { Timeout = EachByItself.Limit };

    public Channels Channel => Channels.Sms;

    public Task<IReadOnlyList<Delivery>> Send(IReadOnlyList<Message> messages, CancellationToken cancellation) => EachByItself.Send(messages, AtOnce, One, outcome => LogAway(log, outcome), time, cancellation);

    private async Task<Delivery> One(Message message, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Url) { Content = JsonContent.Create(new Sms(message.To.To, message.Text.Split('\n')[0]), SmsJson.Default.Sms) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Token);
        request.Headers.Add("Idempotency-Key", message.Key.ToString());
        try
        {
            using var answer = await http.SendAsync(request, stop);
            if (answer.IsSuccessStatusCode) return Delivery.Taken;
            if (answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity) return Delivery.Refused;
            LogAway(log, ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture));
            return answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable or HttpStatusCode.Unauthorized ? Delivery.Waiting : Delivery.Later;
        }
        catch (HttpRequestException e)
        {
            LogAway(log, e.HttpRequestError.ToString());
            return e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError ? Delivery.Waiting : Delivery.Later;
        }
    }

    public void Dispose() => http.Dispose();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The gateway did not take a text message ({Outcome}); it is tried again")]
    private static partial void LogAway(ILogger log, string outcome);
}

internal sealed record Sms(string To, string Text);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Sms))]
internal sealed partial class SmsJson : JsonSerializerContext;
