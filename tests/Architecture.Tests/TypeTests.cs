using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.Platform;
using Known = Overblik.Architecture.Tests.Projects;

namespace Overblik.Architecture.Tests;

public sealed partial class TypeTests
{
    private static readonly Assembly[] Assemblies = [.. Known.All.Select(it => Known.Assembly(Known.NameOf(it)))];
    private static readonly Type[] Types = [.. Assemblies.SelectMany(it => it.GetTypes()).Where(it => !Known.IsGenerated(it))];

    public static TheoryData<string> Capabilities { get; } = [.. Known.Capabilities];

    [Theory]
    [MemberData(nameof(Capabilities))]
    public void In_a_capability_only_the_module_is_public(string capability)
    {
        var assembly = Known.Assembly(capability);
        Assert.Equal([$"Overblik.{capability}.{capability}Module"], assembly.GetExportedTypes().Where(it => !Known.IsGenerated(it)).Select(it => it.FullName!));
    }

    [Fact]
    public void Classes_are_sealed_unless_inherited()
    {
        var inherited = Types.Select(it => it.BaseType).OfType<Type>().Select(it => it.IsGenericType ? it.GetGenericTypeDefinition() : it).ToHashSet();
        Assert.Empty(Types.Where(it => it is { IsClass: true, IsSealed: false, IsAbstract: false } && !inherited.Contains(it) && it.Name != "Program").Select(it => it.FullName));
    }

    [Fact]
    public void Names_say_what_a_thing_is() =>
        Assert.Empty(Types.Where(it => it.Assembly.GetName().Name!.StartsWith("Overblik.", StringComparison.Ordinal) && EmptyWord().IsMatch(it.Name)).Select(it => it.FullName));

    [Fact]
    public void Every_page_model_names_its_access_rule()
    {
        var known = typeof(Access).GetFields(BindingFlags.Public | BindingFlags.Static).Where(it => it.IsLiteral).Select(it => (string)it.GetRawConstantValue()!).ToList();
        var pages = Types.Where(it => it.IsSubclassOf(typeof(PageModel)) && !it.IsAbstract).ToList();
        Assert.NotEmpty(pages);
        Assert.Empty(pages.Where(it => !it.IsDefined(typeof(AllowAnonymousAttribute)) && !(it.GetCustomAttribute<AuthorizeAttribute>()?.Policy is { } policy && known.Contains(policy))).Select(it => it.FullName));
    }

    [Fact]
    public void Every_page_has_an_explicit_route_and_a_model()
    {
        var pages = Repository.Files("src", ".cshtml").Where(it => Page().IsMatch(Repository.Read(it))).ToList();
        Assert.NotEmpty(pages);
        var wrong = pages.Where(it => !Route().IsMatch(Repository.Read(it)) || !Model().IsMatch(Repository.Read(it))).ToList();
        Assert.Empty(wrong);
    }

    [Fact]
    public void Time_comes_from_a_provider_and_methods_that_wait_can_be_cancelled()
    {
        // A port's method that returns a task takes a token; the exceptions have no caller that could cancel.
        var ports = Types.Where(it => it is { IsInterface: true, Namespace: "Overblik.Platform.Ports" });
        Assert.Empty(ports.SelectMany(it => it.GetMethods()).Where(it => typeof(Task).IsAssignableFrom(it.ReturnType) && it.GetParameters().All(p => p.ParameterType != typeof(CancellationToken)))
            .Select(it => $"{it.DeclaringType!.Name}.{it.Name}"));
    }

    [GeneratedRegex("(Manager|(?<!Tag)Helper|Util|Utils|Dto|Impl|Base)$")]
    private static partial Regex EmptyWord();

    [GeneratedRegex(@"^@page\b", RegexOptions.Multiline)]
    private static partial Regex Page();

    [GeneratedRegex(@"^@page ""/[^""]*""\s*$", RegexOptions.Multiline)]
    private static partial Regex Route();

    [GeneratedRegex(@"^@model ", RegexOptions.Multiline)]
    private static partial Regex Model();
}
