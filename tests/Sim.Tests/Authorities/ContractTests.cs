using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;
using Overblik.Population;
using static Overblik.Sim.Tests.Town;

namespace Overblik.Sim.Tests;

/// <summary>Every answer against the schemas of contracts/source-api.yaml, by a validator that is not ours.</summary>
public sealed class ContractTests(Town town) : IClassFixture<Town>
{
    [Fact]
    public async Task Capabilities_and_problems_keep_the_contract()
    {
        var lines = new List<string>();
        foreach (var source in Sources)
        {
            lines.Add(Line("Capabilities", await town.Client.GetStringAsync($"/{source}/v1/capabilities", TestContext.Current.CancellationToken)));
            lines.Add(Line("Problem", (await TestHub.Send(town.Client, source, "overview", "{}", null)).Text));
        }
        await Check(lines);
    }

    [Theory]
    [InlineData("2026-01-01")]
    [InlineData("2026-11-23")]
    [InlineData("2027-04-30")]
    [InlineData("2028-02-29")]
    public async Task Overviews_and_items_keep_the_contract(string today)
    {
        await using var own = await With(null, "--Today", today);
        var crowd = Enumerable.Range(0, 60).Select(it => Town.People[it * 1663]);
        var lines = new List<string>();
        foreach (var person in Persona.All.Select(it => it.Person).Where(it => it.Cpr is not null).Concat(crowd))
        {
            foreach (var source in Sources)
            {
                var areas = (await Areas(own, source)).ToDictionary(it => (string)it!["code"]!, it => it!["kinds"]!.AsArray().Select(kind => (string?)kind).ToArray());
                var overview = await own.Hub.Ask(own.Client, source, TestHub.Body(person), areas: [.. areas.Keys]);
                lines.Add(Line("OverviewAnswer", overview.Text));
                Assert.DoesNotContain(person.Cpr!, overview.Text, StringComparison.Ordinal);
                foreach (var item in overview.Items)
                {
                    Assert.Contains((string?)item!["kind"], areas[(string)item["area"]!]);
                    AssertSound(item, DateOnly.Parse(today, null));
                    var body = TestHub.Body(person);
                    (body["kind"], body["id"]) = (item["kind"]!.DeepClone(), item["id"]!.DeepClone());
                    lines.Add(Line("ItemAnswer", (await own.Hub.Ask(own.Client, source, body, "item", areas: [.. areas.Keys])).Text));
                }
            }
        }
        await Check(lines);
    }

    // What the schema cannot say: the order of a timeline, nothing from the future, no promise in the past.
    private static void AssertSound(JsonNode item, DateOnly today)
    {
        var what = $"{item["title"]!["en"]} on {today}";
        Assert.True(Day(item["updatedAt"]) <= today && Day(item["createdAt"]) <= Day(item["updatedAt"]), what);
        if (item["case"] is { } @case)
        {
            var steps = @case["timeline"]!.AsArray();
            Assert.Equal((string?)@case["status"], (string?)steps[^1]!["status"]);
            Assert.Equal(steps.Select(it => Day(it!["at"])).Order(), steps.Select(it => Day(it!["at"])));
        }
        if (item["benefit"]?["next"] is { } next) Assert.True(Day(next["date"]) >= today, what);
        if (item["expected"]?["due"] is { } due && item["debt"] is null) Assert.True(Day(due) >= today, what);
    }

    private static DateOnly Day(JsonNode? node) => DateOnly.FromDateTime(DateTimeOffset.Parse((string)node!, null).DateTime);

    private static async Task<JsonArray> Areas(Town own, string source) =>
        JsonNode.Parse(await own.Client.GetStringAsync($"/{source}/v1/capabilities", TestContext.Current.CancellationToken))!["areas"]!.AsArray();

    internal static string Line(string schema, string json) => $$"""{"schema":"{{schema}}","value":{{json}}}""";

    internal static async Task Check(List<string> lines, string contract = "Contract")
    {
        var start = new ProcessStartInfo("node", ["check.mjs", Metadata(contract)])
        {
            WorkingDirectory = Metadata("ContractCheck"), RedirectStandardInput = true, RedirectStandardOutput = true,
        };
        using var node = Process.Start(start)!;
        var output = node.StandardOutput.ReadToEndAsync();
        foreach (var line in lines) await node.StandardInput.WriteLineAsync(line);
        node.StandardInput.Close();
        await node.WaitForExitAsync();
        var said = await output;
        Assert.True(node.ExitCode == 0, said[..Math.Min(said.Length, 4000)]);
        Assert.Contains($"{lines.Count} answers checked, 0 wrong", said, StringComparison.Ordinal);
    }

    private static string Metadata(string key) =>
        typeof(ContractTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(it => it.Key == key).Value!;
}
