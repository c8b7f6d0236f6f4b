using System.Reflection;
using System.Xml.Linq;
using Overblik.Platform;
using Overblik.Web;

namespace Overblik.Architecture.Tests;

/// <summary>The projects and their assemblies.</summary>
internal static class Projects
{
    public static readonly IReadOnlyList<string> All = [.. new[] { "src", "lib", "sim", "cli", "samples" }.SelectMany(it => Repository.Files(it, ".csproj"))];
    public static readonly IReadOnlyList<string> Capabilities = [.. All.Where(it => it.StartsWith("src/", StringComparison.Ordinal)).Select(NameOf).Where(it => it is not ("Web" or "Platform"))];

    public static string NameOf(string project) => Path.GetFileNameWithoutExtension(project);

    /// <summary>The assembly of a project; the command's bears the name that is typed.</summary>
    public static Assembly Assembly(string name) => System.Reflection.Assembly.Load(name == "Cli" ? "overblik" : "Overblik." + name);

    /// <summary>What the project file names, as folder/name.</summary>
    public static IEnumerable<string> References(string project) =>
        XDocument.Parse(Repository.Read(project)).Descendants("ProjectReference").Select(it => it.Attribute("Include")!.Value.Replace('\\', '/'))
            .Select(it => Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(project)!, it))).Replace('\\', '/'));

    /// <summary>Which of our own assemblies the compiled one really uses.</summary>
    public static IEnumerable<string> Uses(string name) =>
        Assembly(name).GetReferencedAssemblies().Select(it => it.Name!).Where(it => it.StartsWith("Overblik.", StringComparison.Ordinal)).Select(it => it["Overblik.".Length..]);

    /// <summary>The module of an assembly; null for one that is none.</summary>
    public static IModule? ModuleOf(Assembly assembly) => Modules.All.FirstOrDefault(it => it.GetType().Assembly == assembly);

    public static bool IsGenerated(Type type) =>
        type.Namespace == "AspNetCoreGeneratedDocument"
        || type.Namespace?.Contains(".Migrations.", StringComparison.Ordinal) == true
        || type.GetCustomAttributesData().Any(it => it.AttributeType.Name is "CompilerGeneratedAttribute" or "GeneratedCodeAttribute" or "RazorSourceChecksumAttribute")
        || type.Name.Contains('<', StringComparison.Ordinal)
        || (type.DeclaringType is { } outer && IsGenerated(outer));
}
