using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Overblik.Inbox;

/// <summary>For tests: what was sent, and the faults.</summary>
internal static class MessagesApi
{
    public static void Map(WebApplication app, Messages messages, Faults faults)
    {
        app.MapGet("/api/messages", () => TypedResults.Json(messages.NewestFirst(), InboxJson.Default.IReadOnlyListMessage));
        app.MapDelete("/api/messages", () =>
        {
            messages.Clear();
            return TypedResults.NoContent();
        });
        // Another site cannot send this: a JSON body is no simple request, and no origin is let in.
        app.MapPost("/faults/{channel}", async Task<Results<NoContent, NotFound, BadRequest>> (string channel, HttpContext http) =>
        {
            if (Faults.Named<Channel>(channel) is not { } set) return TypedResults.NotFound();
            FaultRequest? request;
            try
            {
                request = await http.Request.ReadFromJsonAsync(InboxJson.Default.FaultRequest, http.RequestAborted);
            }
            catch (Exception failure) when (failure is JsonException or InvalidOperationException)
            {
                return TypedResults.BadRequest();
            }
            if (Faults.Named<Fault>(request?.Fault) is not { } fault) return TypedResults.BadRequest();
            faults[set] = fault;
            return TypedResults.NoContent();
        });
    }
}

internal sealed record SmsRequest(string To, string Text);

internal sealed record SmsAnswer(string Id);

internal sealed record FaultRequest(string Fault);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(IReadOnlyList<Message>))]
[JsonSerializable(typeof(SmsRequest))]
[JsonSerializable(typeof(SmsAnswer))]
[JsonSerializable(typeof(FaultRequest))]
internal sealed partial class InboxJson : JsonSerializerContext;
