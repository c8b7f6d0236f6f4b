using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Overblik.Identity;
using Overblik.Overview;

namespace Overblik.Architecture.Tests;

/// <summary>The table of settings in docs/operations.md says what the code reads, and the examples use what the table says.</summary>
public sealed partial class SettingTests
{
    private static readonly IConfiguration Nothing = new ConfigurationBuilder().Build();

    // What the host's own framework reads, as far as we use it.
    private static readonly string[] Framework = ["ASPNETCORE_ENVIRONMENT", "ASPNETCORE_HTTP_PORTS", "OTEL_RESOURCE_ATTRIBUTES"];

    [Fact]
    public void Operations_lists_each_setting_that_the_code_reads_with_its_default()
    {
        var listed = Listed();
        var read = OfTheOptions().Concat(InTheCode().Select(it => (Name: it, Default: (string?)null))).ToList();
        Assert.Equal(read.Select(it => it.Name).Order(StringComparer.Ordinal), listed.Keys.Order(StringComparer.Ordinal));
        Assert.All(read.Where(it => it.Default is not null), it => Assert.Equal((it.Name, it.Default), (it.Name, listed[it.Name])));
    }

    [Fact]
    public void The_example_of_an_installation_starts_and_has_no_setting_that_there_is_not()
    {
        var settings = Environment();
        AssertKnown(settings.Keys);
        var configuration = Configuration(settings);
        Assert.Equal("https://broker.example.dk/", IdentityOptions.Read(configuration).Issuer.ToString());
        Assert.Equal("eksempelstyrelsen", OverviewOptions.Read(configuration, demo: false).Sources.Single().Id);
        Assert.True(new Platform.Site(configuration).Https);
    }

    [Fact]
    public void Every_option_of_the_broker_stands_in_the_example()
    {
        var used = Environment().Keys.Select(Pattern).ToHashSet();
        Assert.Equal(["Identity__ClientSecret", "Identity__Machines__N__Jwks"], OfTheOptions().Select(it => it.Name).Where(it => it.StartsWith("Identity__", StringComparison.Ordinal) && !used.Contains(it)));
    }

    [Fact]
    public void The_chart_sets_only_settings_that_there_are()
    {
        var names = Repository.Files("deploy/helm/overblik/templates", ".yaml", ".tpl").SelectMany(it => Variable().Matches(Repository.Read(it))).Select(it => it.Groups[1].Value).Distinct().ToList();
        Assert.Contains("Keys__Path", names);
        // Not a setting: it is put into one.
        AssertKnown(names.Where(it => it != "POD_NAME"));
        var example = Yaml.Read("deploy/examples/values.yaml").Single().At("settings")!.Texts();
        AssertKnown(example.Keys);
        Assert.NotEmpty(IdentityOptions.Read(Configuration(example)).Levels);
        Assert.NotEmpty(OverviewOptions.Read(Configuration(example), demo: false).Sources);
    }

    private static void AssertKnown(IEnumerable<string> names)
    {
        var known = Listed().Keys.Concat(Framework).ToHashSet();
        Assert.DoesNotContain(names, it => !known.Contains(Pattern(it)));
    }

    private static Dictionary<string, string> Listed() =>
        SettingRow().Matches(Repository.Read("docs", "operations.md")).ToDictionary(it => it.Groups[1].Value, it => it.Groups[2].Value, StringComparer.Ordinal);

    private static IEnumerable<(string Name, string? Default)> OfTheOptions() =>
        Of(IdentityOptions.Read(Nothing), "Identity").Concat(Of(OverviewOptions.Read(Nothing, demo: false), "Overview")).Concat(Of(Web.OperatorOptions.Read(Nothing), "Operator"));

    private static IEnumerable<(string Name, string? Default)> Of(object options, string name)
    {
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(it => it.CanWrite))
        {
            var (inner, value) = ($"{name}__{property.Name}", property.GetValue(options));
            if (property.PropertyType.GetElementType() is not { } element) yield return (inner, Text(value));
            else if (element == typeof(string) || element.IsEnum) yield return (inner + "__N", Text(string.Join(' ', ((Array)value!).Cast<object>())));
            else foreach (var member in Of(Activator.CreateInstance(element)!, inner + "__N")) yield return member;
        }
    }

    // Null where the default is another setting's value, which the table tells in words.
    private static string? Text(object? value) => value switch
    {
        null => null,
        "" => "–",
        bool yes => yes ? "true" : "false",
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };

    /// <summary>The settings that are read one by one, wherever in src.</summary>
    private static IEnumerable<string> InTheCode() => Repository.Files("src", ".cs").SelectMany(it => Reading().Matches(Repository.Read(it))).Select(it => it.Groups[1].Value)
        .Where(it => it is not ("Identity" or "Overview" or "Operator") && !it.StartsWith("Identity:", StringComparison.Ordinal))
        .Select(it => it is "Proxies:Known" or "Calendar:Push:Hosts" ? it + ":N" : it).Select(it => it.Replace(":", "__", StringComparison.Ordinal)).Distinct();

    private static Dictionary<string, string> Environment() => Repository.Read("deploy", "examples", "broker.env").Split('\n')
        .Where(it => it.Length > 0 && it[0] != '#').Select(it => it.Split('=', 2)).ToDictionary(it => it[0], it => it[1], StringComparer.Ordinal);

    private static IConfiguration Configuration(Dictionary<string, string> variables) => new ConfigurationBuilder()
        .AddInMemoryCollection(variables.Select(it => new KeyValuePair<string, string?>(it.Key.Replace("__", ":", StringComparison.Ordinal), it.Value))).Build();

    private static string Pattern(string name) => Number().Replace(name, "__N");

    [GeneratedRegex(@"^\| `((?:OTEL|[A-Z][A-Za-z]+)[A-Za-z_]*)` \| [^|]* \| ([^|]*) \|", RegexOptions.Multiline)]
    private static partial Regex SettingRow();

    [GeneratedRegex(@"(?:[cC]onfiguration(?:\[|\.GetValue\(|\.GetSection\()|Limit\(app\.Configuration, )""([A-Za-z_:]+)""")]
    private static partial Regex Reading();

    [GeneratedRegex(@"- name: ([A-Z]\w+)")]
    private static partial Regex Variable();

    [GeneratedRegex("__[0-9]+")]
    private static partial Regex Number();
}
