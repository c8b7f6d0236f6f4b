namespace Overblik.Population;

/// <summary>The companies of the crowd: company number k belongs to people of block k, about every second block has one.</summary>
internal static class Companies
{
    /// <summary>What is needed to know whether someone owns a company on a date.</summary>
    public readonly record struct Stake(int Owner, int? Partner, DateOnly Founded, DateOnly? Closed);

    private static readonly (Text Industry, string Trade)[] Trades =
    [
        (new("Tømrer- og snedkervirksomhed", "Carpentry and joinery"), "Tømrer"),
        (new("Murervirksomhed", "Bricklaying"), "Murer"),
        (new("Elinstallation", "Electrical installation"), "El"),
        (new("VVS-virksomhed", "Plumbing and heating"), "VVS"),
        (new("Malervirksomhed", "Painting"), "Maler"),
        (new("Frisørsalon", "Hairdressing"), "Frisør"),
        (new("Restaurant", "Restaurant"), "Køkken"),
        (new("Café", "Café"), "Café"),
        (new("Dagligvarebutik", "Grocery shop"), "Købmand"),
        (new("Webshop med tøj", "Online shop for clothes"), "Tøj"),
        (new("Landbrug med kvæg", "Cattle farming"), "Landbrug"),
        (new("Havearbejde og anlæg", "Gardening and landscaping"), "Have"),
        (new("Rengøring", "Cleaning"), "Rengøring"),
        (new("Vognmand", "Road haulage"), "Transport"),
        (new("It-rådgivning", "IT consultancy"), "IT"),
        (new("Bogføring og revision", "Bookkeeping and auditing"), "Bogføring"),
        (new("Fysioterapi", "Physiotherapy"), "Fysioterapi"),
    ];

    /// <summary>The company that a person of the crowd owns or shares at some time, or null.</summary>
    public static Stake? OwnedBy(Crowd crowd, int index)
    {
        var (block, at) = Math.DivRem(index, Households.Block);
        var draw = Draw.Of(crowd.Seed, block, Purpose.Company);
        // Only the owner and whoever shares the household can have a part, so most are done here.
        var owner = draw.Next(Households.Block);
        return Math.Abs(owner - at) <= 1 && StakeOf(crowd, block) is { } stake && (stake.Owner == index || stake.Partner == index) ? stake : null;
    }

    /// <summary>The company of a number, or null where there is none.</summary>
    public static Company? Of(Crowd crowd, int k)
    {
        if (k < 0 || k >= crowd.Count / Households.Block || StakeOf(crowd, k) is not { } stake) return null;
        var draw = Draw.Of(crowd.Seed, k, Purpose.Number(Purpose.Company, 0));
        var (owner, partner) = (crowd[stake.Owner], stake.Partner is { } index ? crowd[index] : null);
        var (industry, trade) = draw.Pick(Trades);
        var soleTrader = partner is null && draw.Percent(60);
        var share = 10 * draw.Between(3, 7);
        return new()
        {
            Cvr = Cvr.Number(k),
            Name = soleTrader ? $"{owner.Name} {trade}" : $"{owner.LastName} {trade} ApS",
            Form = soleTrader ? CompanyForm.SoleTrader : CompanyForm.PrivateLimited,
            Owners = partner is null ? [new(owner, 100)] : [new(owner, share), new(partner, 100 - share)],
            Founded = stake.Founded,
            Closed = stake.Closed,
            Industry = industry,
            Employees = soleTrader ? draw.Next(3) : Math.Max(1, draw.Next(9) * draw.Next(9) * draw.Next(3) / 4),
        };
    }

    private static Stake? StakeOf(Crowd crowd, int block)
    {
        var draw = Draw.Of(crowd.Seed, block, Purpose.Company);
        var owner = (block * Households.Block) + draw.Next(Households.Block);
        var household = crowd.HouseholdOf(owner);
        // Two places of three are adults', so this is about every second block.
        if (!household.IsAdult(owner) || !draw.Percent(85)) return null;
        var birth = household.BirthOf(owner);
        var founded = birth + (22 * 365) + draw.Next(35 * 365);
        var closed = founded + 365 + draw.Next(365 * (draw.Percent(30) ? 5 : 40));
        int? partner = household.Adults == 2 && draw.Percent(20) ? household.Other(owner) : null;
        closed = Math.Min(closed, Math.Min(birth + (75 * 365), household.DeathOf(owner)));
        if (partner is { } other) closed = Math.Min(closed, household.DeathOf(other));
        if (founded >= closed || founded > World.LastDay) return null;
        return new(owner, partner, DateOnly.FromDayNumber(founded), closed > World.LastDay ? null : DateOnly.FromDayNumber(closed));
    }
}
