namespace Overblik.Platform;

/// <summary>Where to go next, when a request says so: a path on this site or nothing, so that no link can send a person elsewhere.</summary>
public static class LocalPath
{
    public static string Or(string? path, string otherwise) =>
        path is { Length: > 0 and <= 2000 } && path[0] == '/' && (path.Length == 1 || (path[1] != '/' && path[1] != '\\')) && !path.Any(char.IsControl) ? path : otherwise;
}
