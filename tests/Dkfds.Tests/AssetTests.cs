using System.IO.Compression;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;

namespace Overblik.Dkfds;

/// <summary>What the build puts into wwwroot.</summary>
public sealed partial class AssetTests
{
    private static string Root => Path.Combine(Repository.Library, "wwwroot");

    private static string Read(params string[] path) => File.ReadAllText(Path.Combine([Repository.Library, .. path]));

    private static string[] Icons => [.. Read("build", "icons.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    [GeneratedRegex(@"url\(""?([^"")]+)""?\)")]
    private static partial Regex Urls { get; }

    [GeneratedRegex(@"IconHtml\.Write\(\w+, ""([a-z-]+)""")]
    private static partial Regex IconsInCode { get; }

    [Fact]
    public void Every_listed_icon_is_in_the_sprite_with_a_shape()
    {
        var sprite = new HtmlParser().ParseDocument(Read("wwwroot", "img", "icons.svg"));
        Assert.Equal(Icons, sprite.QuerySelectorAll("symbol").Select(symbol => symbol.Id!));
        Assert.All(sprite.QuerySelectorAll("symbol"), symbol => Assert.NotEmpty(symbol.QuerySelectorAll("path, circle, rect, polygon")));
        Assert.Equal(Icons.Order(StringComparer.Ordinal).Distinct(), Icons);
    }

    [Fact]
    public void Every_icon_the_components_use_is_listed()
    {
        var used = Directory.EnumerateFiles(Repository.Library, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("node_modules", StringComparison.Ordinal))
            .SelectMany(file => IconsInCode.Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
            .Concat(["info", "success", "warning", "error"]).Distinct().ToArray();
        Assert.Contains("arrow-forward", used);
        Assert.Empty(used.Except(Icons));
    }

    [Fact]
    public void Every_file_a_stylesheet_names_is_shipped_and_no_other()
    {
        var css = Path.Combine(Root, "css");
        var named = Directory.EnumerateFiles(css, "*.css").SelectMany(sheet => Urls.Matches(File.ReadAllText(sheet)).Select(match => match.Groups[1].Value))
            .Select(url => Path.GetFullPath(Path.Combine(css, url))).ToHashSet();
        Assert.NotEmpty(named);
        Assert.All(named, file => Assert.True(File.Exists(file), file));
        string[] folders = [Path.Combine(Root, "fonts"), Path.Combine(Root, "img", "svg-icons")];
        Assert.Equal(named.Order(StringComparer.Ordinal), folders.SelectMany(Directory.EnumerateFiles).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_stylesheet_bears_no_logo_no_source_map_and_no_large_font()
    {
        var css = Read("wwwroot", "css", "dkfds-borgerdk.min.css");
        Assert.DoesNotContain("logo-borgerdk", css, StringComparison.Ordinal);
        Assert.DoesNotContain("sourceMappingURL", css, StringComparison.Ordinal);
        Assert.DoesNotContain("@font-face", css, StringComparison.Ordinal);
        Assert.Contains(".form-checkbox:checked+label:before{background-image:url(../img/svg-icons/check-white.svg)}", css, StringComparison.Ordinal);
        Assert.Equal(css.Count(c => c == '{'), css.Count(c => c == '}'));
        Assert.DoesNotContain(Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories), file => file.Contains("logo", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void A_first_visit_stays_light()
    {
        string[] first = ["css/dkfds-borgerdk.min.css", "css/overblik.css", "img/icons.svg", "img/mark.svg", "img/favicon.svg", "js/overblik-dkfds.js"];
        var bytes = first.Sum(file => Brotli(File.ReadAllBytes(Path.Combine(Root, file))))
            + Directory.EnumerateFiles(Path.Combine(Root, "fonts"), "*Latin1.woff2").Sum(font => new FileInfo(font).Length);
        Assert.InRange(bytes, 1, 75_000);
        Assert.InRange(new FileInfo(Path.Combine(Root, "js", "overblik-dkfds.js")).Length, 1, 3_000);
    }

    private static long Brotli(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var brotli = new BrotliStream(compressed, CompressionLevel.SmallestSize)) brotli.Write(content);
        return compressed.ToArray().Length;
    }
}
