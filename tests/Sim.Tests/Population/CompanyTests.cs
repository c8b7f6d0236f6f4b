using CsCheck;
using Overblik.Population;

namespace Overblik.Sim.Tests;

public sealed class CompanyTests
{
    private static readonly People All = new(count: People.MaxCount);
    private static readonly int[] Weights = [2, 7, 6, 5, 4, 3, 2, 1];

    [Fact]
    public void Every_number_has_its_check_digit_and_leads_back()
    {
        Gen.Int[0, Households.Blocks].Sample(k =>
        {
            var cvr = Cvr.Number(k);
            return cvr.Length == 8 && cvr[0] is >= '5' and <= '9' && cvr.Select((digit, at) => (digit - '0') * Weights[at]).Sum() % 11 == 0
                && Cvr.TryRead(cvr, out var back) && back == k;
        });
    }

    [Fact]
    public void Any_eight_digits_find_their_company_or_none()
    {
        Gen.Int[0, 99_999_999].Sample(number => All.CompanyByCvr($"{number:00000000}") is not { } company || company.Cvr == $"{number:00000000}");
        foreach (var nobodys in new[] { "", "5000000", "99000101", "5000000x", "500000000" }) Assert.Null(All.CompanyByCvr(nobodys));
    }

    [Fact]
    public void A_company_leads_to_its_owners_and_they_lead_back()
    {
        var found = 0;
        Gen.Int[0, (People.MaxCount / 10) - 1].Sample(k =>
        {
            if (All.CompanyByCvr(Cvr.Number(k)) is not { } company) return;
            Interlocked.Increment(ref found);
            Assert.InRange(company.Owners.Count, company.Form == CompanyForm.SoleTrader ? 1 : 1, company.Form == CompanyForm.SoleTrader ? 1 : 2);
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
