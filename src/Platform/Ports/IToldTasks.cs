namespace Overblik.Platform.Ports;

/// <summary>What authorities say of the tasks of life events: that something was received, or decided (owner: Journeys; contributors: Calendar, for what they tell by themselves, and Overview, for what they answer when they are asked).</summary>
public interface IToldTasks
{
    /// <param name="person">Whose tasks.</param>
    /// <param name="actor">Who is signed in; null where nobody is, and then nobody is asked.</param>
    /// <param name="sources">The ids of those whose word counts: no other is asked.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<ToldTasks> Of(PersonId person, Actor? actor, IReadOnlySet<string> sources, CancellationToken cancellation);
}

/// <summary>What has been told. Never fails because of one source.</summary>
/// <param name="Words">The newest of each case, decision, deadline …</param>
/// <param name="Answered">The ids of the sources that were asked and have answered with all: what they do not say is not so any more.</param>
public sealed record ToldTasks(IReadOnlyList<ToldTask> Words, IReadOnlySet<string> Answered);

/// <param name="Task">Which: journey/task.</param>
/// <param name="Source">The id of the source that says so.</param>
/// <param name="State">How far it is.</param>
/// <param name="At">Since when.</param>
/// <param name="Began">When that which it is told of began: of a case its first step, of what is told by itself the first time it was told. An old case that ends today is still an old one.</param>
/// <param name="Asked">The source said so when it was asked; otherwise by itself.</param>
public sealed record ToldTask(string Task, string Source, ToldState State, DateTimeOffset At, DateTimeOffset Began, bool Asked)
{
    /// <summary>journey/task, each of lower-case letters, digits and hyphens, 40 at the most.</summary>
    public static bool IsName(string name) => name.Split('/') is [var journey, var task] && IsPart(journey) && IsPart(task);

    private static bool IsPart(string part) => part.Length is > 0 and <= 40 && part.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}

public enum ToldState
{
    Received,
    Decided,

    /// <summary>Refused, or sent back.</summary>
    Rejected,
}
