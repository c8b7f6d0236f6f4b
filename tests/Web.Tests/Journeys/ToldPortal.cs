using Overblik.Journeys;

namespace Overblik.Web.Tests;

/// <summary>The journeys as they come, in an installation where the test's source speaks for the municipality.</summary>
public abstract class ToldPortal : IAsyncLifetime
{
    private protected readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("overblik-journeys-");
    private protected ReminderPortal portal = null!;

    public async ValueTask InitializeAsync()
    {
        var assembly = typeof(JourneyShelf).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith("journeys/", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, name["journeys/".Length..]), (await reader.ReadToEndAsync()).Replace("sources: [kommunen, koebenhavn]", $"sources: [{PortalHost.A}]", StringComparison.Ordinal));
        }
        portal = await ReminderPortal.Start(null, $"--Journeys:Folder={folder.FullName}");
    }

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected static Task Keep(Visitor person, DateOnly day) => SavedTests.Keep(person, day);
}
