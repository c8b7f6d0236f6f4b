using System.CommandLine;
using Overblik.Cli.Events;
using Overblik.Cli.Journeys;
using Overblik.Cli.Log;
using Overblik.Cli.SourceCheck;

namespace Overblik.Cli;

/// <summary>The command's verbs; each lives in a folder of its own.</summary>
internal static class Verbs
{
    /// <summary>Runs a verb. 0: all is well. 1: something is not. 2: wrong usage, or nothing could be said.</summary>
    public static async Task<int> Run(string[] args, TextWriter output, TextWriter error, TimeProvider? time = null)
    {
        var source = new Command("source", "Authorities' systems that implement contracts/source-api.yaml.") { SourceCheckVerb.Command(time ?? TimeProvider.System) };
        var events = new Command("event", "What an authority tells by itself: contracts/events-api.yaml.") { EventVerbs.Key(), EventVerbs.Send() };
        var log = new Command("log", "The access log: who looked at whose data.") { SendVerb.Command(), VerifyVerb.Command(), AuditVerb.Command(), WitnessVerb.Command(), WitnessVerb.Key() };
        var journey = new Command("journey", "Life events as content: the files in journeys/.") { CheckVerb.Command(), EditorVerbs.Preview(), EditorVerbs.Compare(), EditorVerbs.Sources() };
        var root = new RootCommand("The command-line companion of Overblik.") { source, events, log, journey };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var wrong in parsed.Errors) await error.WriteLineAsync("overblik: " + wrong.Message);
            await error.WriteLineAsync("'overblik --help' tells how it is used.");
            return 2;
        }
        return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
    }
}
