using System.Globalization;
using System.Text;

namespace Overblik.Overview;

/// <summary>Bars of how many of a hundred questions were answered; a bar that is not there had too few to say. The table beside it says the same in numbers.</summary>
/// <param name="Answered">The path of the bars' answered part, from below.</param>
/// <param name="Missed">… and of the rest of them.</param>
internal sealed record AnswerChart(string Answered, string Missed, int Lowest, int Highest)
{
    /// <summary>In the chart's own units; it is scaled to the page.</summary>
    public const int Width = 720, Height = 120;

    /// <summary>Null where there is nothing to draw.</summary>
    public static AnswerChart? Of(IReadOnlyList<int?> percents)
    {
        var (answered, missed) = (new StringBuilder(), new StringBuilder());
        var told = new List<int>();
        var step = Width / percents.Count;
        for (var i = 0; i < percents.Count; i++)
        {
            if (percents[i] is not { } percent) continue;
            told.Add(percent);
            // What was missed is seen, however little it was.
            var top = percent == 100 ? 0 : Math.Max(6, Height - (percent * Height / 100));
            if (top < Height) Draw(answered, i * step, step * 4 / 5, top, Height);
            if (top > 0) Draw(missed, i * step, step * 4 / 5, 0, top);
        }
        return told.Count == 0 ? null : new AnswerChart(answered.ToString(), missed.ToString(), told.Min(), told.Max());
    }

    private static void Draw(StringBuilder path, int left, int width, int from, int to) => path.Append(CultureInfo.InvariantCulture, $"M{left} {from}h{width}V{to}h-{width}z");
}
