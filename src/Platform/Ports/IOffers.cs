namespace Overblik.Platform.Ports;

/// <summary>What may be of use to a person just now, for the top of their overview (owner: Overview; contributor: Journeys). What has been answered is not offered again.</summary>
public interface IOffers
{
    Task<IReadOnlyList<Offer>> For(Actor actor, CancellationToken cancellation);
}

/// <param name="Key">Sent back with the answer.</param>
/// <param name="Heading">What has happened.</param>
/// <param name="Text">What is offered.</param>
/// <param name="Take">The words of yes.</param>
/// <param name="Decline">The words of no.</param>
/// <param name="Action">Where the answer is posted to: <c>key</c>, and <c>take</c> true or false.</param>
public sealed record Offer(string Key, string Heading, string Text, string Take, string Decline, string Action);
