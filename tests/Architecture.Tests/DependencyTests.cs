using Known = Overblik.Architecture.Tests.Projects;

namespace Overblik.Architecture.Tests;

/// <summary>Web → every capability → Platform; capabilities may use lib; sim, cli and lib know nothing of src.</summary>
public sealed class DependencyTests
{
    public static TheoryData<string> Projects { get; } = [.. Known.All];
    public static TheoryData<string> Capabilities { get; } = [.. Known.Capabilities];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_what_its_folder_may(string project)
    {
        var allowed = project.Split('/') switch
        {
            ["src", "Web", ..] => (Func<string, bool>)(it => Begins(it, "src/", "lib/")),
            ["src", "Platform", ..] => it => Begins(it, "lib/"),
            ["src", ..] => it => it == "src/Platform/Platform.csproj" || Begins(it, "lib/"),
            ["lib" or "cli" or "samples", ..] => it => Begins(it, "lib/"),
            _ => it => Begins(it, "sim/", "lib/"),
        };
        Assert.DoesNotContain(Known.References(project), it => !allowed(it));
    }

    [Theory]
    [MemberData(nameof(Capabilities))]
    public void A_capability_uses_no_other(string capability) => Assert.Empty(Known.Uses(capability).Intersect([.. Known.Capabilities, "Web"]));

    [Fact]
    public void Web_references_every_capability_and_lists_its_module()
    {
        var references = Known.References("src/Web/Web.csproj").Select(Known.NameOf).ToList();
        Assert.All(Known.Capabilities, it => Assert.Contains(it, references));
        Assert.All(Known.Capabilities, it => Assert.NotNull(Known.ModuleOf(Known.Assembly(it))));
    }

    [Fact]
    public void The_kernel_uses_no_capability() => Assert.Empty(Known.Uses("Platform").Intersect([.. Known.Capabilities, "Web"]));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.Read("Overblik.slnx");
        Assert.All(Known.All.Concat(Repository.Files("tests", ".csproj")), it => Assert.Contains($"\"{it}\"", solution, StringComparison.Ordinal));
    }

    private static bool Begins(string path, params string[] folders) => folders.Any(it => path.StartsWith(it, StringComparison.Ordinal));
}
