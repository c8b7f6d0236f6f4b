namespace Overblik.Population;

/// <summary>The dates between which the synthetic Denmark holds together; a person may be unborn or dead at one of them.</summary>
public static class World
{
    /// <summary>The first date: everyone born before it is alive on it.</summary>
    public static readonly DateOnly First = new(2020, 1, 1);

    /// <summary>The last date; a death after it is not known.</summary>
    public static readonly DateOnly Last = new(2036, 12, 31);

    internal static readonly int FirstDay = First.DayNumber;
    internal static readonly int LastDay = Last.DayNumber;
}
