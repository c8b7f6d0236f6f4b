namespace Overblik.Deadlines;

/// <summary>The names of the kinds of days in data: <c>calendar-day</c>, <c>weekday</c>, <c>working-day</c>, <c>statutory-day</c>, <c>bank-day</c>.</summary>
public static class DayKinds
{
    private static readonly string[] Names = ["calendar-day", "weekday", "working-day", "statutory-day", "bank-day"];

    public static string Name(this DayKind kind) => Names[(int)kind];

    /// <exception cref="FormatException">It is none of them.</exception>
    public static DayKind Parse(ReadOnlySpan<char> name)
    {
        for (var i = 0; i < Names.Length; i++)
        {
            if (name.SequenceEqual(Names[i])) return (DayKind)i;
        }
        throw new FormatException($"'{name}' is no kind of day; they are {string.Join(", ", Names)}.");
    }
}
