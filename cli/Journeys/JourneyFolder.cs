using System.CommandLine;
using System.Globalization;
using Overblik.JourneyFormat;

namespace Overblik.Cli.Journeys;

/// <summary>What the verbs about journeys share: the folder, the day, and what is said where the files cannot be read.</summary>
internal static class JourneyFolder
{
    public static Argument<string> Argument() => new("FOLDER") { Description = "The folder with the journeys and authorities.yaml.", DefaultValueFactory = _ => "journeys" };

    public static Option<DateOnly> Today() => new("--today")
    {
        HelpName = "DATE",
        Description = "The day that it is thought to be, like 2027-01-31; today where absent.",
        DefaultValueFactory = _ => DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().DateTime),
        CustomParser = result =>
        {
            if (DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
            result.AddError($"'{result.Tokens[0].Value}' is no date like 2027-01-31.");
            return default;
        },
    };

    /// <summary>2 where something cannot be read.</summary>
    public static async Task<int> Run(string folder, TextWriter error, Func<IReadOnlyList<Journey>, Task<int>> then)
    {
        try
        {
            var (journeys, wrong) = JourneyReader.Read(JourneyReader.Folder(folder));
            foreach (var finding in wrong) await error.WriteLineAsync(finding.ToString());
            if (wrong.Count > 0) return 2;
            return await then(journeys);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"overblik: {folder} cannot be read: {e.Message}");
            return 2;
        }
    }
}
