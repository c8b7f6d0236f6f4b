using Overblik.Authorities;

namespace Overblik.Sim.Tests;

/// <summary>Nationalbanken's lists of 2026 and 2027 and the payment dates of 2026.</summary>
public sealed class BankDaysTests
{
    [Theory]
    [InlineData(2026, "1/1 2/4 3/4 6/4 14/5 15/5 25/5 5/6 24/12 25/12 31/12")]
    [InlineData(2027, "1/1 25/3 26/3 29/3 6/5 7/5 17/5 24/12 31/12")]
    public void Banks_close_on_the_days_that_Nationalbanken_lists(int year, string closed)
    {
        var weekdays = Enumerable.Range(0, 365).Select(new DateOnly(year, 1, 1).AddDays).Where(it => it.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday));
        Assert.Equal(closed, string.Join(' ', weekdays.Where(it => !BankDays.IsBankDay(it)).Select(it => $"{it.Day}/{it.Month}")));
    }

    [Fact]
    public void State_pension_is_paid_on_the_last_banking_day() =>
        Assert.Equal("30/1 27/2 31/3 30/4 29/5 30/6 31/7 31/8 30/9 30/10 30/11 30/12", Year(BankDays.LastOfMonth));

    [Fact]
    public void Housing_benefit_is_paid_on_the_first_banking_day() =>
        Assert.Equal("2/1 2/2 2/3 1/4 1/5 1/6 1/7 3/8 1/9 1/10 2/11 1/12", Year(BankDays.FirstOfMonth));

    [Fact]
    public void Child_benefit_is_paid_before_the_21st_of_the_first_month_of_the_quarter()
    {
        var (day, dates) = (new DateOnly(2026, 1, 1), new List<string>());
        for (var it = BankDays.Next(day, BankDays.Before21, 3); it.Year == 2026; it = BankDays.Next(it.AddDays(1), BankDays.Before21, 3)) dates.Add($"{it.Day}/{it.Month}");
        Assert.Equal("20/1 20/4 20/7 20/10", string.Join(' ', dates));
        Assert.Equal(new(2025, 10, 20), BankDays.Previous(new(2026, 1, 20), BankDays.Before21, 3));
    }

    [Fact]
    public void SU_for_January_2027_is_paid_on_30_December_2026() =>
        Assert.Equal(new(2026, 12, 30), BankDays.Next(new(2026, 12, 1), BankDays.LastOfMonth));

    private static string Year(Func<int, int, DateOnly> rule) =>
        string.Join(' ', Enumerable.Range(1, 12).Select(month => rule(2026, month)).Select(it => $"{it.Day}/{it.Month}"));
}
