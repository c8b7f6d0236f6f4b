namespace Overblik.Population;

/// <summary>How long people live.</summary>
internal static class Lives
{
    /// <summary>The day number that stands for "not within the world's dates".</summary>
    public const int Never = int.MaxValue;

    // Gompertz: the death rate a year is A × exp(B × age).
    private const double A = 3e-5;
    private const double B = 0.095;
    private const double Year = 365.2425;

    /// <summary>The day of death of someone who is born on a day and alive on another, or <see cref="Never"/> where it lies beyond the world's last date.</summary>
    public static int Death(ulong seed, int index, int birth, int alive)
    {
        var draw = Draw.Of(seed, index, Purpose.Death);
        var chance = (draw.Next() >> 11 | 1) * (1.0 / (1UL << 53));
        var age = Math.Log(Math.Exp(B * (alive - birth) / Year) - (B / A * Math.Log(chance))) / B;
        var day = Math.Max(alive + 1, birth + (int)(age * Year));
        return day <= World.LastDay ? day : Never;
    }

    /// <summary>The day on which someone is so many years old.</summary>
    public static int Birthday(int birth, int years) => DateOnly.FromDayNumber(birth).AddYears(years).DayNumber;

    /// <summary>The date of a day number; null for <see cref="Never"/>.</summary>
    public static DateOnly? Date(int day) => day == Never ? null : DateOnly.FromDayNumber(day);
}
