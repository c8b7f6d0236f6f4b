using System.Collections.Frozen;
using Microsoft.Extensions.Configuration;
using Overblik.JourneyFormat;
using Overblik.Platform;

namespace Overblik.Journeys;

/// <summary>The journeys of this installation, read when it starts: those that come with it, or those of a folder (<c>Journeys:Folder</c>).</summary>
internal sealed class JourneyShelf
{
    private const string Embedded = "journeys/";

    // In the order of a life, as the strategy lists the events; what an installation adds comes after.
    private static readonly string[] Order = ["turning-15", "starting-an-education", "moving", "new-parent", "divorce", "new-job", "losing-a-job", "moving-abroad", "losing-a-family-member", "retiring"];

    private static readonly string[] Reserved = ["kilder", "delt"];

    private readonly FrozenDictionary<string, Journey> byPath, byId;

    /// <exception cref="StartupException">A file cannot be read: which, where, and what to do.</exception>
    public JourneyShelf(IConfiguration configuration)
    {
        var (journeys, wrong) = JourneyReader.Read(configuration["Journeys:Folder"] is { Length: > 0 } folder ? Files(folder) : Included());
        if (wrong.Count > 0) throw new StartupException($"The journeys cannot be read. {string.Join(' ', wrong.Take(5))} 'overblik journey check FOLDER' tells it all.");
        if (journeys.FirstOrDefault(journey => Reserved.Contains(journey.Path)) is { } taken) throw new StartupException($"The journey '{taken.Id}' cannot have the path '{taken.Path}': a page of the portal has it.");
        All = [.. journeys.OrderBy(journey => Array.IndexOf(Order, journey.Id) is var at and >= 0 ? at : int.MaxValue).ThenBy(journey => journey.Id, StringComparer.Ordinal)];
        (byPath, byId) = (All.ToFrozenDictionary(journey => journey.Path, StringComparer.Ordinal), All.ToFrozenDictionary(journey => journey.Id, StringComparer.Ordinal));
    }

    public IReadOnlyList<Journey> All { get; }

    public Journey? AtPath(string? path) => path is null ? null : byPath.GetValueOrDefault(path);

    public Journey? Find(string id) => byId.GetValueOrDefault(id);

    /// <summary>The one that is offered when an authority reports this event; null where none holds on that day.</summary>
    public Journey? Of(string lifeEvent, DateOnly today) => All.FirstOrDefault(journey => journey.Event == lifeEvent && journey.Valid.Holds(today));

    private static IEnumerable<(string, string)> Files(string folder)
    {
        try { return [.. JourneyReader.Folder(folder)]; }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { throw new StartupException($"Journeys:Folder: {folder} cannot be read: {e.Message}"); }
    }

    private static IEnumerable<(string, string)> Included()
    {
        var assembly = typeof(JourneyShelf).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Embedded, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return (name[Embedded.Length..], reader.ReadToEnd());
        }
    }
}
