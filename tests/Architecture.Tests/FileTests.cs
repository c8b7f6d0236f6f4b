using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Overblik.Architecture.Tests;

public sealed partial class FileTests
{
    private static readonly string[] Code = [".cs", ".cshtml", ".js", ".mjs", ".css"];

    public static TheoryData<string, int> Folders { get; } = new() { { "src", 300 }, { "lib", 300 }, { "sim", 300 }, { "cli", 300 }, { "tests", 500 } };

    [Theory]
    [MemberData(nameof(Folders))]
    public void Files_are_short(string folder, int most) =>
        Assert.Empty(Repository.Files(folder, ".cs", ".cshtml", ".js", ".mjs").Where(it => !it.Contains("/Migrations/", StringComparison.Ordinal))
            .Select(it => (File: it, Length: File.ReadLines(Path.Combine(Repository.Root, it)).Count())).Where(it => it.Length > most).Select(it => $"{it.File}: {it.Length} lines"));

    [Theory]
    [MemberData(nameof(Folders))]
    public void Nothing_is_left_for_later(string folder, int most)
    {
        Assert.True(most > 0);
        Assert.Empty(Repository.Lines(Repository.Files(folder, Code).Where(it => !it.EndsWith("/FileTests.cs", StringComparison.Ordinal)), it => Later().IsMatch(it)));
    }

    [Fact]
    public void No_registry_is_named()
    {
        Assert.Empty(Repository.Lines(Repository.Files("", ".npmrc"), it => it.Contains("registry=", StringComparison.Ordinal) || it.Contains("//", StringComparison.Ordinal) || it.Contains("_auth", StringComparison.Ordinal)));
        Assert.Empty(Repository.Lines(Repository.Files("", "package-lock.json", "packages.lock.json"), it => it.Contains("\"resolved\": \"http", StringComparison.Ordinal)));
        Assert.Empty(Repository.Files("", "nuget.config", "NuGet.Config", "NuGet.config"));
    }

    [Fact]
    public void Banned_symbols_are_checked_in_every_project()
    {
        var targets = XDocument.Parse(Repository.Read("Directory.Build.targets"));
        Assert.Contains(targets.Descendants("PackageReference"), it => it.Attribute("Include")!.Value == "Microsoft.CodeAnalysis.BannedApiAnalyzers" && it.Parent!.Attribute("Condition") is null);
        Assert.Contains(targets.Descendants("AdditionalFiles"), it => it.Attribute("Include")!.Value.EndsWith("BannedSymbols.txt", StringComparison.Ordinal) && it.Parent!.Attribute("Condition") is null);
        var banned = Repository.Read("BannedSymbols.txt");
        string[] symbols = ["DateTime.UtcNow", "DateTimeOffset.UtcNow", "Task`1.Result", "Thread.Sleep", "IHtmlHelper.Raw", "Cryptography.MD5", "Cryptography.SHA1"];
        Assert.All(symbols, it => Assert.Contains(it, banned, StringComparison.Ordinal));
    }

    [Fact]
    public void Warnings_are_errors_and_no_project_says_otherwise()
    {
        Assert.Contains("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>", Repository.Read("Directory.Build.props"), StringComparison.Ordinal);
        Assert.Empty(Repository.Lines(Repository.Files("", ".csproj"), it => it.Contains("TreatWarningsAsErrors", StringComparison.Ordinal) || it.Contains("NoWarn", StringComparison.Ordinal)));
    }

    [Fact]
    public void Pages_write_no_raw_markup_no_inline_script_and_no_inline_style() =>
        Assert.Empty(Repository.Lines(Repository.Files("src", ".cshtml"), it => Inline().IsMatch(it)));

    [Fact]
    public void The_content_policy_allows_nothing_unsafe()
    {
        var policies = Repository.Files("src", ".cs").Concat(Repository.Files("sim", ".cs")).Where(it => Repository.Read(it).Contains("default-src", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(policies);
        Assert.Empty(Repository.Lines(policies, it => it.Contains("unsafe-", StringComparison.Ordinal)));
        Assert.Contains("default-src 'none'", Repository.Read("src", "Web", "SecurityHeaders.cs"), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\bTODO\b|\bFIXME\b|NotImplementedException|\bHACK\b")]
    private static partial Regex Later();

    [GeneratedRegex(@"Html\.Raw|<script(?![^>]*\bsrc=)|\sstyle=""|\son[a-z]+=""|javascript:", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();
}
