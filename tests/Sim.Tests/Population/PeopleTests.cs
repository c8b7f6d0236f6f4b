using CsCheck;
using Overblik.Population;

namespace Overblik.Sim.Tests;

public sealed class PeopleTests
{
    private static readonly People All = new(count: People.MaxCount);
    private static readonly Gen<int> Index = Gen.Int[0, People.MaxCount - 1];
    private static readonly DateOnly Today = new(2026, 11, 23);

    [Fact]
    public void A_number_leads_back_to_its_person()
    {
        Gen.Select(Gen.ULong, Index).Sample((seed, i) =>
        {
            var people = new People(seed, People.MaxCount);
            var person = people[i];
            return people.ByCpr(person.Cpr)?.Index == i && person.Index == i;
        });
    }

    [Fact]
    public void A_person_is_the_same_every_time_and_whatever_the_number_of_people()
    {
        Gen.Int[0, 999].Sample(i =>
        {
            var (a, b) = (All[i], new People(count: 1000)[i]);
            return (a.Cpr, a.Name, a.Birth, a.Death, a.Home, a.Uuid) == (b.Cpr, b.Name, b.Birth, b.Death, b.Home, b.Uuid);
        });
    }

    [Fact]
    public void No_two_share_a_number()
    {
        var people = new People(count: 200_000);
        var numbers = Enumerable.Range(0, people.Count).Select(i => people[i].Cpr!).Concat(Persona.All.Where(it => !it.IsFormer).Select(it => it.Person.Cpr).OfType<string>()).ToArray();
        Assert.Equal(numbers.Length, numbers.Distinct().Count());
    }

    [Fact]
    public void A_number_is_a_replacement_number_with_the_right_century_and_parity()
    {
        Index.Sample(i =>
        {
            var person = All[i];
            var cpr = person.Cpr!;
            var (year, seventh) = (Two(cpr[4..6]), cpr[6] - '0');
            var century = seventh <= 3 ? 1900 : seventh is 4 or 9 ? (year <= 36 ? 2000 : 1900) : (year <= 57 ? 2000 : 1800);
            return cpr.Length == 10 && Two(cpr[..2]) - 60 == person.Birth.Day && Two(cpr[2..4]) == person.Birth.Month
                && century + year == person.Birth.Year && (cpr[9] - '0') % 2 == (person.Female ? 0 : 1);
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("123")]
    [InlineData("0101900000")] // the day is not raised: it could be somebody's
    [InlineData("9101900000")]
    [InlineData("61019000x0")]
    [InlineData("6113900000")]
    public void A_number_of_nobody_finds_nobody(string cpr) => Assert.Null(All.ByCpr(cpr));

    [Fact]
    public void Any_ten_digits_find_their_owner_or_nobody()
    {
        var few = new People(count: 1000);
        Gen.Int[0, 999_999].Select(Gen.Int[0, 9999]).Sample((date, serial) =>
        {
            var cpr = $"{date:000000}{serial:0000}";
            return (All.ByCpr(cpr)?.Cpr ?? cpr) == cpr && (few.ByCpr(cpr)?.Index ?? 0) < 1000;
        });
    }

    [Fact]
    public void Households_hold_together()
    {
        Index.Sample(i =>
        {
            var person = All[i];
            if (All.Partner(person, Today) is { } partner) Assert.Equal(i, All.Partner(partner, Today)?.Index);
            foreach (var child in All.AllChildren(person, Today))
            {
                Assert.InRange(person.Birth, DateOnly.MinValue, child.Birth.AddYears(-20));
                Assert.Contains(All.Parents(child), it => it.Index == i);
                Assert.Null(All.Partner(child, Today));
            }
            foreach (var parent in All.Parents(person).Where(_ => All.At(person, Today).IsAlive)) Assert.Contains(All.AllChildren(parent, Today), it => it.Index == i);
        });
    }

    [Fact]
    public void All_98_municipalities_have_people()
    {
        Assert.Equal(98, Municipality.All.Select(it => it.Code).Distinct().Count());
        var people = new People();
        Assert.Equal(98, Enumerable.Range(0, people.Count).Select(i => people[i].Home.Municipality.Code).Distinct().Count());
    }

    [Fact]
    public void Two_regions_become_one_in_2027()
    {
        var (before, after) = (new DateOnly(2026, 12, 31), new DateOnly(2027, 1, 1));
        Assert.Equal(46, Municipality.All.Count(it => it.Region(after) == "Region Østdanmark"));
        Assert.Equal(5, Municipality.All.Select(it => it.Region(before)).Distinct().Count());
        Assert.Equal(4, Municipality.All.Select(it => it.Region(after)).Distinct().Count());
        Assert.Equal(("Region Syddanmark", "Region Syddanmark"), (Municipality.Of("0450").Region(before), Municipality.Of("0482").Region(before)));
    }

    [Fact]
    public void An_event_is_recent_and_stays_put_for_weeks()
    {
        Gen.Select(Index, Gen.Int[0, 3000]).Sample((i, days) =>
        {
            var (person, today) = (All[i], Today.AddDays(days));
            return today.DayNumber - person.EventDay(today).DayNumber is >= 3 and <= 34
                && person.EventDay(today.AddDays(1)) is var next && (next == person.EventDay(today) || next == today.AddDays(1).AddDays(-3));
        });
    }

    [Theory]
    [InlineData(1953, 12, 31, 65 * 12)]
    [InlineData(1954, 6, 30, (65 * 12) + 6)]
    [InlineData(1954, 7, 1, 66 * 12)]
    [InlineData(1955, 1, 1, (66 * 12) + 6)]
    [InlineData(1955, 7, 1, 67 * 12)]
    [InlineData(1962, 12, 31, 67 * 12)]
    [InlineData(1963, 1, 1, 68 * 12)]
    [InlineData(1967, 1, 1, 69 * 12)]
    public void State_pension_age_follows_the_year_of_birth(int year, int month, int day, int months)
    {
        var person = new Person
        {
            Index = 0, Cpr = null, Birth = new(year, month, day), Female = true, FirstName = "A", LastName = "B", Home = All[0].Home, Uuid = Guid.Empty,
        };
        Assert.Equal(person.Birth.AddMonths(months), person.PensionDay());
    }

    private static int Two(string digits) => ((digits[0] - '0') * 10) + digits[1] - '0';
}
