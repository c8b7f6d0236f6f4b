using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Overblik.Cli;

namespace Overblik.Sim.Tests;

/// <summary>The command as it is typed: exit codes, reports, and what it never says.</summary>
public sealed class CommandTests
{
    private static readonly string[] People = ["--person", SmallSource.Number, "--person", SmallSource.Other];

    [Fact]
    public async Task The_three_reports_of_one_run_agree_and_hold_no_number()
    {
        var (port, folder) = (FreePort(), Directory.CreateTempSubdirectory());
        await using var source = await Trusting(port);
        source.Problem = (_, problem) => problem["detail"] = "About " + SmallSource.Number;
        source.Overview = (_, answer) => answer["items"]?.AsArray().ToList().ForEach(it => it!["title"]!["da"] = SmallSource.Number + " Mette Holm");
        source.Item = answer => answer["item"]!["kind"] = SmallSource.Other;
        var (json, junit) = (Path.Combine(folder.FullName, "a.json"), Path.Combine(folder.FullName, "a.xml"));
        var (exit, text, error) = await Run(["source", "check", source.Url.ToString(), "--port", $"{port}", "--json", json, "--junit", junit, .. People]);
        Assert.Equal((1, ""), (exit, error));

        var checks = JsonNode.Parse(await File.ReadAllTextAsync(json))!;
        var results = checks["checks"]!.AsArray().ToDictionary(it => (string)it!["id"]!, it => (string)it!["result"]!);
        var cases = XDocument.Parse(await File.ReadAllTextAsync(junit)).Descendants("testcase")
            .ToDictionary(it => it.Attribute("name")!.Value, it => it.Element("failure") is not null ? "failed" : it.Element("skipped") is not null ? "skipped" : "passed");
        Assert.Equal(results, cases);
        Assert.Contains("failed", results.Values);
        foreach (var result in new[] { "passed", "failed", "skipped" }) Assert.Equal(results.Values.Count(it => it == result), (int)checks[result]!);
        Assert.All(results, it => Assert.Contains(it.Key, text, StringComparison.Ordinal));
        Assert.Contains($"{checks["passed"]} passed, {checks["failed"]} failed, {checks["skipped"]} skipped", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', text);

        foreach (var said in new[] { text, await File.ReadAllTextAsync(json), await File.ReadAllTextAsync(junit) })
            Assert.DoesNotContain([SmallSource.Number, SmallSource.Other, "Mette"], it => said.Contains(it, StringComparison.Ordinal));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_right_source_ends_with_0_and_its_own_test_people()
    {
        var port = FreePort();
        await using var source = await Trusting(port);
        var (exit, text, _) = await Run("source", "check", source.Url.ToString(), "--port", $"{port}", "--time-limit", "5s");
        Assert.True(exit == 0, text);
        Assert.EndsWith("The source keeps what was checked of the contract.", text.TrimEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--json")]
    [InlineData("--junit")]
    public async Task A_report_on_standard_output_stands_there_alone(string option)
    {
        var (exit, text, _) = await Run("source", "check", "http://127.0.0.1:1", "--port", "0", option, "-");
        Assert.Equal(2, exit);
        if (option == "--json") Assert.Equal("unchecked", (string?)JsonNode.Parse(text)!["result"]);
        else Assert.Equal("testsuites", XDocument.Parse(text).Root!.Name);
    }

    [Theory]
    [InlineData("URL", "http://localhost:5082/kommunen/v1")]
    [InlineData("URL", "kommunen")]
    [InlineData("--person", "http://localhost", "--person", "740392-9212")]
    [InlineData("--unknown", "http://localhost", "--unknown", "nobody")]
    [InlineData("--time-limit", "http://localhost", "--time-limit", "6s")]
    [InlineData("--time-limit", "http://localhost", "--time-limit", "soon")]
    [InlineData("--port", "http://localhost", "--port", "70000")]
    [InlineData("--port", "http://localhost", "--port", "many")]
    [InlineData("--person", "http://localhost", "--person")]
    [InlineData("--json", "http://localhost", "--json", "-", "--junit", "-")]
    [InlineData("--fast", "http://localhost", "--fast")]
    public async Task Wrong_usage_says_what_to_do_and_repeats_no_number(string about, params string[] args)
    {
        var (exit, text, error) = await Run(["source", "check", .. args]);
        Assert.Equal((2, ""), (exit, text));
        Assert.Contains(about, error, StringComparison.Ordinal);
        Assert.Contains("--help", error, StringComparison.Ordinal);
        Assert.DoesNotContain("9212", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_and_a_file_that_cannot_be_written_are_told()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var (exit, _, error) = await Run("source", "check", "http://127.0.0.1:1", "--port", $"{port}");
        Assert.Equal((2, true), (exit, error.Contains("--port", StringComparison.Ordinal)));
        (exit, _, error) = await Run("source", "check", "http://127.0.0.1:1", "--port", "0", "--json", "/no/such/folder/a.json");
        Assert.Equal((2, true), (exit, error.Contains("could not be written", StringComparison.Ordinal)));
    }

    private static async Task<(int Exit, string Output, string Error)> Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        return (await Verbs.Run(args, output, error, new HurriedTime()), output.ToString(), error.ToString());
    }

    private static Task<SmallSource> Trusting(int port) => SmallSource.Start($"http://localhost:{port}", $"http://localhost:{port}/.well-known/jwks.json");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
