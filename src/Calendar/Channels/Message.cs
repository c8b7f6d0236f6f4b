using Overblik.Platform;

namespace Overblik.Calendar;

/// <summary>What goes out, without personal detail: that stands behind the sign-in.</summary>
/// <param name="Key">The same at each attempt, and of no other message: a channel that honours it sends it once.</param>
/// <param name="Person">Whose it is.</param>
/// <param name="To">Where to.</param>
/// <param name="Language">Of the text.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">Plain text; all that a text message or a push message says is its first line.</param>
/// <param name="Path">The page of ours that tells more.</param>
/// <param name="Unsubscribe">Where no more such mails are asked for, without signing in; null where there are no more.</param>
internal sealed record Message(Guid Key, PersonId Person, Address To, string Language, string Subject, string Text, string Path, Uri? Unsubscribe = null);

internal enum Delivery
{
    /// <summary>The channel has it.</summary>
    Taken,

    /// <summary>Not tried: the channel is away, or there was no more time.</summary>
    Waiting,

    /// <summary>Tried without success, and perhaps it has it all the same.</summary>
    Later,

    /// <summary>It will never take it.</summary>
    Refused,

    /// <summary>The address is nobody's any more.</summary>
    Gone,
}

/// <summary>A way of reaching people. It is there where the operator has set it up.</summary>
internal interface IChannel
{
    Channels Channel { get; }

    /// <summary>One answer for each message, in their order. Never fails; ends in good time before a lease does.</summary>
    Task<IReadOnlyList<Delivery>> Send(IReadOnlyList<Message> messages, CancellationToken cancellation);
}
