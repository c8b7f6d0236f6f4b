namespace Overblik.Platform.Ports;

/// <summary>What a capability keeps about a person, for the person to see and to delete (owner: Identity; every capability that keeps something contributes).</summary>
public interface IKept
{
    /// <param name="keys">Every key of one person: <see cref="IPeople.KeysOf"/>.</param>
    Task<IReadOnlyList<Kept>> Of(IReadOnlyList<PersonId> keys, CancellationToken cancellation);

    /// <summary>Deletes all of it that no law keeps. May be called again after a failure half-way.</summary>
    Task Delete(IReadOnlyList<PersonId> keys, CancellationToken cancellation);
}

/// <param name="TextKey">The text that says what it is, and where it stays, why; <c>{0}</c> is the count.</param>
/// <param name="Count">How many of it there are.</param>
/// <param name="Stays">A law keeps it.</param>
public sealed record Kept(string TextKey, int Count, bool Stays);
