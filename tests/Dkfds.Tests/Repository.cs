namespace Overblik.Dkfds;

internal static class Repository
{
    public static string Root { get; } = Find();

    public static string Library => Path.Combine(Root, "lib", "Dkfds");
    public static string Golden => Path.Combine(Root, "tests", "Dkfds.Tests", "Golden");

    private static string Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Overblik.slnx"))) return folder;
        throw new InvalidOperationException("The tests run inside the repository.");
    }
}
