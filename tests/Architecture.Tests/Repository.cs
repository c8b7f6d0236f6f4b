namespace Overblik.Architecture.Tests;

/// <summary>The files of the repository, without what builds put there.</summary>
internal static class Repository
{
    private static readonly string[] Made = ["artifacts", "node_modules", "bin", "obj", "data", "TestResults", ".git"];

    public static string Root { get; } = Find();

    public static string Read(params string[] path) => File.ReadAllText(Path.Combine([Root, .. path]));

    /// <summary>Paths relative to the root, with slashes.</summary>
    public static IReadOnlyList<string> Files(string folder, params string[] ends) =>
        [.. In(Path.Combine(Root, folder)).Where(it => ends.Any(end => it.EndsWith(end, StringComparison.Ordinal))).Select(it => Path.GetRelativePath(Root, it).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    /// <summary>The lines of these files that a test objects to, with their places.</summary>
    public static IEnumerable<string> Lines(IEnumerable<string> files, Func<string, bool> objection) =>
        files.SelectMany(file => File.ReadLines(Path.Combine(Root, file)).Select((line, i) => (line, i)).Where(it => objection(it.line)).Select(it => $"{file}:{it.i + 1}: {it.line.Trim()}"));

    private static IEnumerable<string> In(string folder) =>
        !Directory.Exists(folder) ? [] : Directory.EnumerateFiles(folder).Concat(Directory.EnumerateDirectories(folder).Where(it => !Made.Contains(Path.GetFileName(it))).SelectMany(In));

    private static string Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Overblik.slnx"))) return folder;
        throw new InvalidOperationException("The tests run inside the repository.");
    }
}
