namespace Overblik.Population;

/// <summary>A text in both languages.</summary>
public readonly record struct Text(string Da, string En);

/// <summary>What has just happened in a person's life.</summary>
public enum LifeEvent
{
    /// <summary>Nothing out of the ordinary.</summary>
    None,
    /// <summary>Moved within Denmark.</summary>
    Moved,
    /// <summary>Became a parent, is on leave.</summary>
    NewParent,
    /// <summary>Started an education, has applied for SU.</summary>
    StartedEducation,
    /// <summary>Lost a job.</summary>
    LostJob,
    /// <summary>Retires.</summary>
    Retired,
    /// <summary>Divorced.</summary>
    Divorced,
    /// <summary>Lost a member of the family.</summary>
    LostFamily,
}

/// <summary>How much the authorities hold on a person.</summary>
public enum Volume
{
    /// <summary>About ten to fourteen items in all.</summary>
    Ordinary,
    /// <summary>Known, but there is nothing.</summary>
    Nothing,
    /// <summary>About forty.</summary>
    Many,
}

/// <summary>Where a household lives.</summary>
/// <param name="Street">Street name and number, floor and side where it is a flat.</param>
/// <param name="Municipality">The municipality; its town is the postal town.</param>
/// <param name="Rented">Rented, otherwise owned.</param>
public sealed record Home(string Street, Municipality Municipality, bool Rented)
{
    /// <summary>The postal code and the town.</summary>
    public string PostalTown => Municipality.PostalCode + " " + Municipality.Town;
}

/// <summary>One synthetic person. Everything in it is fixed; what depends on the date is in the <see cref="Situation"/>.</summary>
public sealed class Person
{
    /// <summary>The person's number: 0 and up for the crowd, below 0 for those who are made by hand.</summary>
    public required int Index { get; init; }

    /// <summary>Ten digits with the day raised by 60: not a CPR number. Null for a foreigner who has none.</summary>
    public required string? Cpr { get; init; }

    /// <summary>The number before it was changed, for the one who has had two. It leads to the same person.</summary>
    public string? FormerCpr { get; init; }

    /// <summary>Date of birth.</summary>
    public required DateOnly Birth { get; init; }

    /// <summary>The first day without the person; null where it lies beyond <see cref="World.Last"/>.</summary>
    public DateOnly? Death { get; init; }

    /// <summary>A woman, otherwise a man.</summary>
    public required bool Female { get; init; }

    /// <summary>First name.</summary>
    public required string FirstName { get; init; }

    /// <summary>Last name.</summary>
    public required string LastName { get; init; }

    /// <summary>The home of one made by hand, the first known home of the crowd. Where a person lives on a date: <see cref="Situation.Home"/>.</summary>
    public required Home Home { get; init; }

    /// <summary>Stable and unrelated to the number, as cprUuid is.</summary>
    public required Guid Uuid { get; init; }

    /// <summary>Made by hand to have name and address protection. Whether a person has it on a date: <see cref="Situation.Protected"/>.</summary>
    public bool Protected { get; init; }

    /// <summary>The country that one made by hand has moved to; null in Denmark.</summary>
    public Text? Country { get; init; }

    /// <summary>How much the authorities hold.</summary>
    public Volume Volume { get; init; }

    /// <summary>The latest event in the life of one made by hand; its date moves with the business date, so that it is always recent.</summary>
    public LifeEvent Event { get; init; }

    /// <summary>First and last name.</summary>
    public string Name => FirstName + " " + LastName;

    /// <summary>Full years on a date; 0 before birth.</summary>
    public int Age(DateOnly on)
    {
        var years = on.Year - Birth.Year;
        return Math.Max(0, Birth.AddYears(years) > on ? years - 1 : years);
    }

    /// <summary>
    /// The day on which the person reaches the state pension age (Act on Social Pensions § 1 a, as it stands for those born until 1970; later cohorts are taken as 69).
    /// </summary>
    public DateOnly PensionDay() => Birth.AddMonths((Birth.Year, Birth.Month) switch
    {
        ( < 1954, _) => 65 * 12,
        (1954, <= 6) => (65 * 12) + 6,
        (1954, _) => 66 * 12,
        (1955, <= 6) => (66 * 12) + 6,
        ( <= 1962, _) => 67 * 12,
        ( <= 1966, _) => 68 * 12,
        _ => 69 * 12,
    });

    /// <summary>
    /// The day of <see cref="Event"/>: between three and thirty-three days ago, on the person's own day of the month, so that it stays put for a month.
    /// </summary>
    public DateOnly EventDay(DateOnly today)
    {
        var day = 1 + (int)(Draw.Mix((ulong)Index) % 28);
        var latest = today.AddDays(-3);
        var inMonth = new DateOnly(latest.Year, latest.Month, day);
        return inMonth <= latest ? inMonth : inMonth.AddMonths(-1);
    }
}
