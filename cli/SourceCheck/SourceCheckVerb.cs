using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Overblik.Cli.SourceCheck.Reports;

namespace Overblik.Cli.SourceCheck;

/// <summary><c>overblik source check</c>: whether a source keeps the contract.</summary>
internal static class SourceCheckVerb
{
    private static readonly TimeSpan UsualTime = TimeSpan.FromSeconds(2), MostTime = TimeSpan.FromSeconds(5);

    public static Command Command(TimeProvider time)
    {
        var url = new Argument<Uri>("URL") { CustomParser = Address, Description = "The source's base address, without /v1." };
        var person = new Option<TestPerson[]>("--person")
        {
            HelpName = "NUMBER", Arity = ArgumentArity.OneOrMore, CustomParser = People,
            Description = "A synthetic person with items (10 digits; 8 for a company); again for a second one. Default: the source's testPeople.",
        };
        var unknown = new Option<TestPerson?>("--unknown")
        {
            HelpName = "NUMBER", CustomParser = it => People(it)?[0],
            Description = "A person the source does not know. Default: a number that is hardly anybody's.",
        };
        var port = new Option<int>("--port")
        {
            HelpName = "PORT", CustomParser = Port, DefaultValueFactory = _ => 5099,
            Description = "Where the check publishes its keys on this machine; 0 for any free port.",
        };
        var issuer = new Option<string?>("--issuer") { HelpName = "URI", Description = "The iss of the tokens. Default: http://localhost and the port." };
        var limit = new Option<TimeSpan?>("--time-limit")
        {
            HelpName = "TIME", CustomParser = Time,
            Description = "How long the hub waits, a retry included: 2s, 800ms; at most 5s. Default: 2s.",
        };
        var areas = new Option<string?>("--areas") { HelpName = "CODES", Description = "The areas agreed, with commas between. Default: all that the source offers." };
        var json = new Option<string?>("--json") { HelpName = "FILE", Description = "Writes the result as JSON to a file, or to standard output with -." };
        var junit = new Option<string?>("--junit") { HelpName = "FILE", Description = "Writes the result as JUnit XML to a file, or to standard output with -." };
        var command = new Command("check", "Checks that a source keeps contracts/source-api.yaml. Use it on a test system only.")
        {
            url, person, unknown, port, issuer, limit, areas, json, junit,
        };
        command.Validators.Add(it =>
        {
            if (it.GetValue(json) == "-" && it.GetValue(junit) == "-") it.AddError("--json - and --junit - cannot both go to standard output. Give one of them a file.");
        });
        command.SetAction(async (it, cancel) =>
        {
            var (output, error) = (it.InvocationConfiguration.Output, it.InvocationConfiguration.Error);
            var agreed = it.GetValue(areas)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            var options = new CheckOptions(it.GetRequiredValue(url), it.GetValue(limit) ?? UsualTime, it.GetValue(person) ?? [], it.GetValue(unknown), agreed);
            Hub hub;
            try
            {
                hub = await Hub.Start(it.GetValue(port), it.GetValue(issuer));
            }
            catch (IOException)
            {
                await error.WriteLineAsync($"overblik: port {it.GetValue(port)} is in use. Choose another with --port, and let the source under test trust it.");
                return 2;
            }
            await using var own = hub;
            var text = new TextReport(it.GetValue(json) == "-" || it.GetValue(junit) == "-" ? TextWriter.Null : output, TextReport.MayColour(output));
            text.Begin(options, hub);
            var report = await CheckRun.Run(options, hub, time, text.Tell, cancel);
            text.End(report);
            var isWritten = await Write(JsonReport.Of(report), it.GetValue(json), output, error) & await Write(JunitReport.Of(report), it.GetValue(junit), output, error);
            return isWritten ? report.ExitCode : 2;
        });
        return command;
    }

    private static async Task<bool> Write(string report, string? to, TextWriter output, TextWriter error)
    {
        try
        {
            if (to == "-") await output.WriteLineAsync(report);
            else if (to is not null) await File.WriteAllTextAsync(to, report + "\n");
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"overblik: {to} could not be written. Name a file in a folder that exists and is yours.");
            return false;
        }
    }

    private static Uri? Address(ArgumentResult it)
    {
        if (Uri.TryCreate(it.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Query.Length + url.Fragment.Length + url.UserInfo.Length == 0
            && !url.AbsolutePath.TrimEnd('/').EndsWith("/v1", StringComparison.Ordinal)) return url;
        it.AddError("URL must be the source's base address: http or https, without /v1 and without a query, e.g. http://localhost:5082/kommunen.");
        return null;
    }

    // What was written is not repeated: it may be somebody's number.
    private static TestPerson[]? People(ArgumentResult it)
    {
        var people = it.Tokens.Select(token => TestPerson.Parse(token.Value)).ToArray();
        if (!people.Contains(null)) return people!;
        it.AddError($"{it.Parent switch { OptionResult option => option.Option.Name, _ => "A person" }} takes 10 digits of a synthetic person, or 8 of a company, without a hyphen.");
        return null;
    }

    private static int Port(ArgumentResult it)
    {
        if (ushort.TryParse(it.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port)) return port;
        it.AddError("--port takes a number from 0 to 65535.");
        return 0;
    }

    private static TimeSpan? Time(ArgumentResult it)
    {
        var text = it.Tokens[0].Value;
        var (number, unit) = text.EndsWith("ms", StringComparison.Ordinal) ? (text[..^2], 1) : (text.TrimEnd('s'), 1000);
        if (double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value > 0 && value * unit <= MostTime.TotalMilliseconds)
            return TimeSpan.FromMilliseconds(value * unit);
        it.AddError("--time-limit takes a time above 0 and at most 5s, e.g. 2s or 800ms.");
        return null;
    }
}
