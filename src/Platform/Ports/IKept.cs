namespace Overblik.Platform.Ports;

/// <summary>What a capability keeps about a person, for the person to see and to delete (owner: Identity; every capability that keeps something contributes).</summary>
public interface IKept
{
    Task<IReadOnlyList<Kept>> Of(PersonId person, CancellationToken cancellation);

    /// <summary>Deletes all of it that no law keeps. May be called again after a failure half-way.</summary>
    Task Delete(PersonId person, CancellationToken cancellation);
}

/// <param name="TextKey">The text that says what it is, and where it stays, why; <c>{0}</c> is the count.</param>
/// <param name="Count">How many of it there are.</param>
/// <param name="Stays">A law keeps it.</param>
public sealed record Kept(string TextKey, int Count, bool Stays);
