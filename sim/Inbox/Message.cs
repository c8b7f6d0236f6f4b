using System.Text.Json.Serialization;

namespace Overblik.Inbox;

/// <summary>The ways in which a message comes; the names are those of the API.</summary>
internal enum Channel
{
    [JsonStringEnumMemberName("smtp")] Smtp,
    [JsonStringEnumMemberName("sms")] Sms,
    [JsonStringEnumMemberName("push")] Push,
}

/// <summary>A header of an e-mail, decoded.</summary>
internal sealed record MailHeader(string Name, string Value);

/// <summary>One message that was sent. What its channel does not have is null.</summary>
internal sealed record Message
{
    public string Id { get; init; } = "";
    public required Channel Channel { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>How many times an e-mail with this Message-ID, or a push with this topic, came.</summary>
    public int Came { get; init; } = 1;

    /// <summary>The sender of an e-mail's envelope.</summary>
    public string? From { get; init; }

    /// <summary>The recipients of an e-mail's envelope, a telephone number, a device.</summary>
    public required IReadOnlyList<string> To { get; init; }

    public string? MessageId { get; init; }
    public string? Subject { get; init; }
    public string? Text { get; init; }
    public string? Html { get; init; }
    public IReadOnlyList<MailHeader>? Headers { get; init; }

    /// <summary>Seconds that a push message may wait for the device.</summary>
    public int? Ttl { get; init; }

    public string? Urgency { get; init; }
    public string? Topic { get; init; }

    /// <summary>The bytes of an e-mail, or of a push message's encrypted body.</summary>
    public int? Size { get; init; }
}
