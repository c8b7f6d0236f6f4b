namespace Overblik.Source;

/// <summary>
/// What an authority implements: say what the source offers, and find what it holds on a person. The library does the rest of contracts/source-api.yaml: the hub's
/// token, the subject, areas, order, paging, versions and problem answers.
/// </summary>
public interface ISource
{
    /// <summary>What the source offers. Asked for once, at the start.</summary>
    SourceInfo Info { get; }

    /// <summary>
    /// Everything that is held on one person, in any order; nothing for a person who is not known. An exception is logged and answered with
    /// 503 <c>source.unavailable</c>, so throw where the data cannot be had: an empty list would tell the person that there is nothing.
    /// </summary>
    /// <param name="question">Whom it is about, and what the hub may see.</param>
    /// <param name="cancel">The hub has hung up; it waits the time agreed, 2 seconds unless agreed otherwise.</param>
    ValueTask<IReadOnlyCollection<Item>> Find(Question question, CancellationToken cancel);

    /// <summary>One item in full, with earlier payments; null where this person has none of that kind and id. Found among all unless a source knows a shorter way.</summary>
    async ValueTask<Item?> FindOne(Question question, Kind kind, string id, CancellationToken cancel) =>
        (await Find(question, cancel)).FirstOrDefault(it => it.Kind == kind && it.Id == id);
}

/// <summary>A call that was let in.</summary>
/// <param name="Person">Whom it is about.</param>
/// <param name="Areas">The areas that the hub may see; items of others are left out of the answer, so a source need not look for them.</param>
/// <param name="Municipality">The person's municipality of residence, four digits, where the hub knows it.</param>
/// <param name="IsReminder">The person is not signed in but has asked to be reminded of the one item.</param>
public sealed record Question(Identifier Person, IReadOnlyList<string> Areas, string? Municipality, bool IsReminder);

/// <summary>What a source offers.</summary>
public sealed record SourceInfo
{
    /// <summary>The source's id as agreed with the hub: lower-case letters, digits and hyphens, at most 40. It is <c>aud</c> of the hub's tokens.</summary>
    public required string Id { get; init; }

    /// <summary>The authority, where there is one behind the source; null where several share it.</summary>
    public Authority? Authority { get; init; }

    /// <summary>The authorities that share the source, at most 500, so that the hub can open it for some of them first.</summary>
    public IReadOnlyList<Authority>? Authorities { get; init; }

    /// <summary>The areas, at least one.</summary>
    public required IReadOnlyList<Area> Areas { get; init; }

    /// <summary>The numbers that the source can be asked by.</summary>
    public IReadOnlyList<IdentifierType> Identifiers { get; init; } = [IdentifierType.Cpr];

    /// <summary>How old, in seconds, the data may be when the source answers; 0 for live data, at most 86,400.</summary>
    public int Freshness { get; init; }

    /// <summary>Whom the hub's operators write to.</summary>
    public required OperatorContact Contact { get; init; }

    /// <summary>When the source is closed on purpose.</summary>
    public IReadOnlyList<Maintenance>? Maintenance { get; init; }
}

/// <summary>A field of work.</summary>
/// <param name="Code">Lower-case letters, digits and hyphens, at most 40: what a hub is allowed.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kinds">The kinds of item that it has.</param>
/// <param name="From">Items created before this date are not there.</param>
public sealed record Area(string Code, Text Name, IReadOnlyList<Kind> Kinds, DateOnly? From = null);

/// <summary>For the hub's operators, not for citizens.</summary>
public sealed record OperatorContact(string Email, string? Phone = null);

public sealed record Maintenance(DateTimeOffset From, DateTimeOffset To, Text? Text = null);
