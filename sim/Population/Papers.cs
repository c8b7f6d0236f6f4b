namespace Overblik.Population;

/// <summary>A driving licence, category B; expired where it has not been renewed yet.</summary>
public readonly record struct DrivingLicence(DateOnly Issued, DateOnly Expires);

/// <summary>A passport; expired where it has not been renewed yet.</summary>
public readonly record struct Passport(DateOnly Issued, DateOnly Expires);

/// <summary>Name and address protection (CPR Act § 28), for a year at a time.</summary>
/// <param name="Since">The first day of this year of it.</param>
/// <param name="Until">The last day, unless it is renewed.</param>
public readonly record struct Protection(DateOnly Since, DateOnly Until);

/// <summary>Debt to the public, in collection.</summary>
/// <param name="Since">The day on which it arose.</param>
/// <param name="Level">1 (some fees), 2 or 3 (much).</param>
public readonly record struct PublicDebt(DateOnly Since, int Level);

/// <summary>What the authorities have issued to a person or hold against one: pure functions of the person's number, birth and the date.</summary>
internal static class Papers
{
    /// <summary>Four of five get it between 17 and 25; 15 years each. Most renew in the last three months, which is when one may; some let it lapse for a while.</summary>
    public static DrivingLicence? Licence(ulong seed, int index, DateOnly birth, DateOnly date)
    {
        var draw = Draw.Of(seed, index, Purpose.Licence);
        if (!draw.Percent(80)) return null;
        var issued = birth.AddYears(17).AddDays(draw.Next(8 * 365));
        if (issued > date) return null;
        for (var expires = issued.AddYears(15); ; expires = issued.AddYears(15))
        {
            var renewed = expires.AddDays(draw.Percent(88) ? -draw.Next(90) : draw.Between(1, 200));
            if (renewed > date) return new(issued, expires);
            issued = renewed;
        }
    }

    /// <summary>Most have one; ten years for adults, five for children.</summary>
    public static Passport? Passport(ulong seed, int index, DateOnly birth, DateOnly date)
    {
        var draw = Draw.Of(seed, index, Purpose.Passport);
        if (!draw.Percent(85)) return null;
        var issued = birth.AddDays(60 + draw.Next(6 * 365));
        if (issued > date) return null;
        var ofAge = birth.AddYears(18);
        while (true)
        {
            var expires = issued.AddYears(issued < ofAge ? 5 : 10);
            var renewed = expires.AddDays(draw.Between(-60, 240));
            if (renewed > date) return new(issued, expires);
            issued = renewed;
        }
    }

    /// <summary>One adult of 25 is inclined to it, every other year on average.</summary>
    public static Protection? Protection(ulong seed, int index, DateOnly birth, DateOnly date)
    {
        var draw = Draw.Of(seed, index, Purpose.Protection);
        if (!draw.Percent(4)) return null;
        var since = new DateOnly(date.Year, 1 + draw.Next(12), 1 + draw.Next(28));
        if (since > date) since = since.AddYears(-1);
        return since >= birth.AddYears(18) && Draw.Of(seed, index, Purpose.Number(Purpose.Protection, since.Year)).Percent(50) ? new(since, since.AddYears(1).AddDays(-1)) : null;
    }

    /// <summary>One adult of six falls into debt now and then, for one to five years at a time.</summary>
    public static PublicDebt? Debt(ulong seed, int index, DateOnly birth, DateOnly date)
    {
        var draw = Draw.Of(seed, index, Purpose.Debt);
        if (!draw.Percent(16)) return null;
        var period = draw.Between(365, 5 * 365);
        var first = birth.AddYears(18).AddDays(draw.Next(period));
        if (first > date) return null;
        var number = (date.DayNumber - first.DayNumber) / period;
        var own = Draw.Of(seed, index, Purpose.Number(Purpose.Debt, number));
        return own.Percent(50) ? new(first.AddDays(number * period), own.Between(1, 3)) : null;
    }

    /// <summary>One of a municipality's practices; about one for five thousand inhabitants.</summary>
    public static int Practice(ulong seed, int index, Municipality municipality) =>
        1 + Draw.Of(seed, index, Purpose.Number(Purpose.Doctor, municipality.Number)).Next(1 + (municipality.Thousands / 5));
}
