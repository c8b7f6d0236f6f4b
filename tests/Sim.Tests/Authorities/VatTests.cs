using Overblik.Authorities;
using Overblik.Population;
using Laid = Overblik.Authorities.Desk;

namespace Overblik.Sim.Tests;

/// <summary>The VAT deadlines that a company is shown through 2026 and 2027.</summary>
public sealed class VatTests
{
    private static readonly People People = new();
    private static readonly Person Owner = Persona.ById("peter-norgaard")!.Person;
    private static readonly Company Any = People.CompanyOf(Owner, new(2026, 11, 23))!;

    [Theory]
    [InlineData("2011-03-01", 0, "2. halvår 2025: 1/1-2/3, 1. halvår 2026: 1/7-1/9, 2. halvår 2026: 1/1-1/3, 1. halvår 2027: 1/7-1/9")]
    [InlineData("2011-03-01", 4, "4. kvartal 2025: 1/1-2/3, 1. kvartal 2026: 1/4-1/6, 2. kvartal 2026: 1/7-1/9, 3. kvartal 2026: 1/10-1/12, 4. kvartal 2026: 1/1-1/3, 1. kvartal 2027: 1/4-1/6, 2. kvartal 2027: 1/7-1/9, 3. kvartal 2027: 1/10-1/12")]
    // By the quarter for 18 months, and on to the end of that half-year.
    [InlineData("2025-02-10", 0, "4. kvartal 2025: 1/1-2/3, 1. kvartal 2026: 1/4-1/6, 2. kvartal 2026: 1/7-1/9, 3. kvartal 2026: 1/10-1/12, 4. kvartal 2026: 1/1-1/3, 1. halvår 2027: 1/7-1/9")]
    [InlineData("2026-08-20", 0, "3. kvartal 2026: 1/10-1/12, 4. kvartal 2026: 1/1-1/3, 1. kvartal 2027: 1/4-1/6, 2. kvartal 2027: 1/7-1/9, 3. kvartal 2027: 1/10-1/12")]
    public void A_period_is_reported_from_its_end_to_its_deadline(string founded, int employees, string periods) => Assert.Equal(periods, Shown(founded, employees));

    [Fact]
    public void Months_are_reported_by_the_25th_of_the_next()
    {
        var shown = Shown("2011-03-01", 200);
        Assert.StartsWith("december 2025: 1/1-26/1, januar 2026: 1/2-25/2, februar 2026: 1/3-25/3, marts 2026: 1/4-27/4, april 2026: 1/5-26/5, maj 2026: 1/6-25/6, juli 2026: 1/8-25/8,", shown, StringComparison.Ordinal);
    }

    // Each deadline with the first and the last day on which it is shown.
    private static string Shown(string founded, int employees)
    {
        var company = Any with { Founded = DateOnly.Parse(founded, null), Employees = employees, Closed = null };
        var days = new Dictionary<string, (DateOnly First, DateOnly Last, DateOnly Due)>();
        for (var today = new DateOnly(2026, 1, 1); today.Year < 2028; today = today.AddDays(1))
        {
            var tax = PlayedSource.All.Single(it => it.Id == "skatteforvaltningen");
            var desk = new Laid(tax, People.Seed, People.At(Owner, today), full: false, company);
            tax.Fill(desk, company);
            foreach (var item in desk.Items.Where(it => it.Title.En.StartsWith("Report VAT", StringComparison.Ordinal)))
            {
                var period = item.Title.Da["Indberet moms for ".Length..item.Title.Da.IndexOf(" (", StringComparison.Ordinal)];
                days[period] = (days.TryGetValue(period, out var seen) ? seen.First : today, today, item.Deadline!.Due);
            }
        }
        Assert.All(days.Values, it => Assert.Equal(it.Due, it.Last));
        return string.Join(", ", days.Select(it => $"{it.Key}: {it.Value.First.Day}/{it.Value.First.Month}-{it.Value.Due.Day}/{it.Value.Due.Month}"));
    }
}
