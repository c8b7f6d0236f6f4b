using CsCheck;
using Overblik.Population;

namespace Overblik.Sim.Tests;

public sealed class CompanyTests
{
    private static readonly People All = new(count: People.MaxCount);
    private static readonly int[] Weights = [2, 7, 6, 5, 4, 3, 2, 1];

    // All there can be, the one made by hand included.
    [Fact]
    public void Every_number_has_its_check_digit_and_leads_back()
    {
        for (var k = 0; k <= Households.Blocks; k++)
        {
            var cvr = Cvr.Number(k);
            var sum = 0;
            for (var at = 0; at < 8; at++) sum += (cvr[at] - '0') * Weights[at];
            if (cvr.Length != 8 || cvr[0] != '0' || sum % 11 != 0 || !Cvr.TryRead(cvr, out var back) || back != k) Assert.Fail($"{k}: {cvr}");
        }
    }

    [Fact]
    public void Any_eight_digits_find_their_company_or_none()
    {
        Gen.Int[0, 9_999_999].Sample(number => All.CompanyByCvr($"{number:00000000}") is not { } company || company.Cvr == $"{number:00000000}");
        foreach (var nobodys in new[] { "", "0001000", "99000101", "0001000x", "000100000", "00000000" }) Assert.Null(All.CompanyByCvr(nobodys));
    }

    [Fact]
    public void A_company_leads_to_its_owners_and_they_lead_back()
    {
        var found = 0;
        Gen.Int[0, (People.MaxCount / 10) - 1].Sample(k =>
        {
            if (All.CompanyByCvr(Cvr.Number(k)) is not { } company) return;
            Interlocked.Increment(ref found);
            Assert.InRange(company.Owners.Count, 1, company.Form == CompanyForm.SoleTrader ? 1 : 2);
            foreach (var owner in company.Owners)
            {
                Assert.Equal(company.Cvr, All.CompanyOf(owner.Person, company.Founded)?.Cvr);
                Assert.Null(All.CompanyOf(owner.Person, company.Founded.AddDays(-1)));
                Assert.False(owner.Person.Death < company.Closed);
                if (company.Closed is { } closed) Assert.Null(All.CompanyOf(owner.Person, closed));
            }
        }, iter: 2000);
        Assert.InRange(found, 600, 1400);
    }

    [Fact]
    public void A_new_company_reports_VAT_by_the_quarter()
    {
        var company = All.CompanyOf(Persona.ById("peter-norgaard")!.Person, new(2026, 11, 23))!;
        Assert.Equal(VatPeriod.Quarterly, (company with { Employees = 0 }).VatPeriod(company.Founded.AddMonths(18).AddDays(-1)));
        Assert.Equal(VatPeriod.HalfYearly, (company with { Employees = 0 }).VatPeriod(company.Founded.AddMonths(18)));
        Assert.Equal(VatPeriod.Monthly, (company with { Employees = 200 }).VatPeriod(company.Founded.AddMonths(18)));
        Assert.Equal(company.Name, All.CompanyByCvr(company.Cvr)!.Name);
    }
}
