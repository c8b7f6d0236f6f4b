using System.Text.RegularExpressions;
using System.Xml.Linq;
using Overblik.Overview;
using Known = Overblik.Architecture.Tests.Projects;

namespace Overblik.Architecture.Tests;

/// <summary>Every text is there in both languages, and none is there for nothing.</summary>
public sealed partial class TextTests
{
    private static readonly IReadOnlyList<string> Sources = Repository.Files("src", ".cs", ".cshtml");
    private static readonly Dictionary<string, string> Danish = Texts("da"), English = Texts("en");

    public static TheoryData<string> Owners { get; } = [.. Repository.Files("src", "Texts.da.resx")];

    [Fact]
    public void Both_languages_have_the_same_keys_and_the_same_places()
    {
        Assert.Equal(Danish.Keys.Order(StringComparer.Ordinal), English.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(Danish.Where(it => !Places(it.Value).SetEquals(Places(English[it.Key]))).Select(it => it.Key));
        Assert.Empty(Danish.Concat(English).Where(it => string.IsNullOrWhiteSpace(it.Value)).Select(it => it.Key));
    }

    [Theory]
    [MemberData(nameof(Owners))]
    public void Keys_begin_with_the_name_of_their_capability(string file)
    {
        var module = Known.ModuleOf(Known.Assembly(file.Split('/')[1]))!;
        var strangers = Read(file).Keys.Where(it => !it.StartsWith(module.Name + ".", StringComparison.Ordinal)).ToList();
        Assert.Empty(strangers);
    }

    [Fact]
    public void Every_key_in_the_code_has_texts()
    {
        var missing = new List<string>();
        foreach (var file in Sources)
        {
            foreach (var line in File.ReadLines(Path.Combine(Repository.Root, file)))
            {
                foreach (Match use in LookUp().Matches(line))
                {
                    var several = use.Groups["how"].Value == ".Count(";
                    foreach (Match literal in Key().Matches(use.Groups["keys"].Value))
                    {
                        var key = literal.Groups[1].Value;
                        if (several ? !Danish.ContainsKey(key + ".one") || !Danish.ContainsKey(key + ".many") : !Danish.ContainsKey(key)) missing.Add($"{file}: {key}");
                    }
                }
                foreach (Match made in Prefix().Matches(line))
                {
                    if (!Danish.Keys.Any(it => it.StartsWith(made.Groups[1].Value, StringComparison.Ordinal)) && IsOurs(made.Groups[1].Value)) missing.Add($"{file}: {made.Groups[1].Value}…");
                }
                foreach (Match item in MenuText().Matches(line))
                {
                    if (!Danish.ContainsKey(item.Groups[1].Value)) missing.Add($"{file}: {item.Groups[1].Value}");
                }
            }
        }
        Assert.Empty(missing.Distinct());
    }

    [Fact]
    public void Keys_that_end_in_a_value_have_a_text_for_each_value()
    {
        string[] keys =
        [
            .. Each<ItemKind>("overview.kind."), .. Each<ItemKind>("overview.none."), .. Each<CaseStatus>("overview.status."), .. Each<Frequency>("overview.frequency."),
            .. Each<DebtState>("overview.debt."), .. Each<AppointmentForm>("overview.appointment."), .. Each<CredentialState>("overview.credential."), .. Each<PartyRole>("overview.role."),
            .. ProblemType.All.Select(it => "overview.problem." + it.Type),
            .. Each<PaymentDirection>("overview.payment.").SelectMany(it => Each<PaymentState>(it + ".")),
            "identity.level.low", "identity.level.substantial", "identity.level.high",
            .. new[] { "niveau", "uden-cpr", "to-personer", "ingen-rolle", "afbrudt", "fejl" }.SelectMany(it => new[] { $"identity.problem.{it}.title", $"identity.problem.{it}.text", $"identity.problem.{it}.do" }),
            .. new[] { ".400", ".403", ".404", ".429", ".503", "" }.SelectMany(it => new[] { $"web.error{it}.title", $"web.error{it}.text" }),
        ];
        var missing = keys.Where(it => !Danish.ContainsKey(it)).ToList();
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_problem_code_has_a_title_and_a_detail()
    {
        var codes = Sources.SelectMany(it => ProblemCode().Matches(Repository.Read(it))).Select(it => it.Groups[1].Value).Distinct().ToList();
        Assert.NotEmpty(codes);
        var missing = codes.SelectMany(it => new[] { it, it + ".detail" }).Where(it => !Danish.ContainsKey(it)).ToList();
        Assert.Empty(missing);
    }

    [Fact]
    public void No_text_is_unused()
    {
        var code = string.Concat(Sources.Select(it => Repository.Read(it)));
        var literals = Key().Matches(code).Select(it => it.Groups[1].Value).ToHashSet();
        var prefixes = Prefix().Matches(code).Select(it => it.Groups[1].Value).ToHashSet();
        var unused = Danish.Keys.Where(key => !literals.Contains(key) && !prefixes.Any(it => key.StartsWith(it, StringComparison.Ordinal))
            && !literals.Any(it => key.StartsWith(it + ".", StringComparison.Ordinal) && key.LastIndexOf('.') == it.Length)).ToList();
        Assert.Empty(unused);
    }

    [Fact]
    public void Danish_texts_say_du() => Assert.Empty(Danish.Where(it => Officialese().IsMatch(it.Value)).Select(it => $"{it.Key}: {it.Value}"));

    private static IEnumerable<string> Each<T>(string prefix)
        where T : struct, Enum => Enum.GetValues<T>().Select(it => prefix + ItemRow.Camel(it));

    private static bool IsOurs(string key) => Danish.Keys.Any(it => it.StartsWith(key[..(key.IndexOf('.', StringComparison.Ordinal) + 1)], StringComparison.Ordinal));

    private static HashSet<string> Places(string text) => [.. Place().Matches(text).Select(it => it.Value)];

    private static Dictionary<string, string> Texts(string language) =>
        Repository.Files("src", $"Texts.{language}.resx").SelectMany(Read).ToDictionary(it => it.Key, it => it.Value, StringComparer.Ordinal);

    private static Dictionary<string, string> Read(string file) =>
        XDocument.Parse(Repository.Read(file)).Root!.Elements("data").ToDictionary(it => it.Attribute("name")!.Value, it => it.Element("value")!.Value, StringComparer.Ordinal);

    [GeneratedRegex(@"\b(?:T|texts)(?<how>\[|\.Of\(|\.Count\()(?<keys>[^\]\)]*)")]
    private static partial Regex LookUp();

    [GeneratedRegex(@"(?<!\$)""([a-z][a-z0-9-]*(?:\.[a-z][a-zA-Z0-9-]*)+)""")]
    private static partial Regex Key();

    [GeneratedRegex(@"\$""([a-z][a-z0-9-]*\.(?:[a-z][a-zA-Z0-9-]*\.)*)\{")]
    private static partial Regex Prefix();

    [GeneratedRegex(@"new\(\d+, ""([a-z.-]+)"", ""/")]
    private static partial Regex MenuText();

    [GeneratedRegex(@"(?:new Problem\(|StatusCodes\.Status\d+\w+, )""([a-z0-9.-]+)""")]
    private static partial Regex ProblemCode();

    [GeneratedRegex(@"\{\d+[^}]*\}")]
    private static partial Regex Place();

    // Capital letters inside a sentence: "they" at its beginning is no politeness.
    [GeneratedRegex(@"(?<=[a-zæøå,] )(?:De|Dem|Deres)\b")]
    private static partial Regex Officialese();
}
