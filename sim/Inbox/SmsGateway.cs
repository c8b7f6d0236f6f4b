using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Overblik.Inbox;

/// <summary>Text messages: <c>POST /messages</c>, contracts/sms-gateway.yaml.</summary>
internal sealed partial class SmsGateway(Messages messages, string token)
{
    private const int LongestKey = 255, LongestText = 1530, MostKeys = 10_000;

    private readonly Lock _lock = new();
    private readonly OrderedDictionary<string, (string Id, SmsRequest Sent)> _keys = new(StringComparer.Ordinal);

    public void Map(WebApplication app, Faults faults) => app.MapPost("/messages", Take).AddEndpointFilter(faults.Before(Channel.Sms));

    private async Task<IResult> Take(HttpContext http, CancellationToken stop)
    {
        if (!AuthenticationHeaderValue.TryParse(http.Request.Headers.Authorization, out var given) || !given.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) || given.Parameter != token)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            return Problem.Of(401, "sms.token-invalid", "The token is not valid", "Send Authorization: Bearer with the token that was agreed.");
        }
        if (http.Request.Headers["Idempotency-Key"] is not [{ Length: > 0 and <= LongestKey } key])
            return Problem.Of(400, "sms.key-missing", "The header Idempotency-Key is missing", $"Send one of 1 to {LongestKey} characters, the same whenever the same message is sent again.");
        SmsRequest? request;
        try
        {
            request = await http.Request.ReadFromJsonAsync(InboxJson.Default.SmsRequest, stop);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            request = null;
        }
        return request switch
        {
            null => Problem.Of(400, "sms.body-malformed", "The body cannot be read", """Send application/json like {"to": "+4500000000", "text": "Hello"}."""),
            _ when !Number().IsMatch(request.To) => Problem.Of(400, "sms.number-invalid", "The number is not valid", "Write to as + and the country code and the number, digits only: +4500000000."),
            _ when request.Text.Trim().Length == 0 || request.Text.Length > LongestText => Problem.Of(400, "sms.text-invalid", "The text is not valid", $"Write a text of 1 to {LongestText} characters."),
            _ => Send(key, request),
        };
    }

    private IResult Send(string key, SmsRequest request)
    {
        lock (_lock)
        {
            if (_keys.TryGetValue(key, out var known))
            {
                return known.Sent == request
                    ? Answer(200, known.Id)
                    : Problem.Of(400, "sms.key-reused", "The key belongs to another message", "Send each message with an Idempotency-Key of its own.");
            }
            if (_keys.Count == MostKeys) _keys.RemoveAt(0);
            var sent = messages.Add(new() { Channel = Channel.Sms, To = [request.To], Text = request.Text });
            _keys.Add(key, (sent.Id, request));
            return Answer(201, sent.Id);
        }
    }

    private static JsonHttpResult<SmsAnswer> Answer(int status, string id) => TypedResults.Json(new SmsAnswer(id), InboxJson.Default.SmsAnswer, statusCode: status);

    // ITU-T E.164, section 6: at most 15 digits.
    [GeneratedRegex(@"^\+[1-9][0-9]{5,14}\z")]
    private static partial Regex Number();
}
