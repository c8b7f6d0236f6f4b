using Overblik.Population;

namespace Overblik.Authorities;

/// <summary>What more than one authority says of a person, so that all of them say the same. Amounts are only plausible.</summary>
internal static class Facts
{
    private const uint Income = 9001, Naming = 9002, Claim = 9003;

    /// <summary>A claim that was not paid and has gone to collection.</summary>
    /// <param name="Creditor">The id of the source that it arose at.</param>
    internal sealed record UnpaidClaim(string Creditor, Text Title, decimal Amount, DateOnly Since);

    /// <summary>What the person earns in a month before tax, from whatever it is.</summary>
    public static int MonthlyIncome(Situation life, ulong seed)
    {
        var draw = Draw.Of(seed, life.Person.Index, Income);
        return life.Work.Kind switch
        {
            WorkKind.Employed => 21_000 + (250 * draw.Next(150)),
            WorkKind.SelfEmployed => 18_000 + (500 * draw.Next(120)),
            WorkKind.Student => StudentGrant,
            WorkKind.Pensioner => Pension(life, seed),
            _ => 0,
        };
    }

    public const int StudentGrant = 7_086;

    /// <summary>Basic amount and supplement.</summary>
    public static int Pension(Situation life, ulong seed) => 14_800 + (100 * Draw.Of(seed, life.Person.Index, Income).Next(12));

    /// <summary>A child must have a name within six months (Names Act § 1); most have one within weeks, the persona's baby at the last.</summary>
    public static DateOnly NamedOn(Person child, ulong seed) => child.Birth.AddDays(child.Index < 0 ? 175 : 10 + Draw.Of(seed, child.Index, Naming).Next(120));

    /// <summary>The child's name, in the genitive where a child has none yet.</summary>
    public static Text NameOf(Person child, Situation parent, ulong seed) =>
        NamedOn(child, seed) > parent.Date ? new("dit barn", "your child") : Text.Same(child.FirstName);

    /// <summary>The claims behind a person's debt to the public: the more of it, the more of them.</summary>
    public static IReadOnlyList<UnpaidClaim> ClaimsOf(Situation life, ulong seed)
    {
        if (life.Debt is not { } debt) return [];
        var draw = Draw.Of(seed, life.Person.Index, Claim);
        var municipality = Kommune.IdOf(life.Home.Municipality);
        List<UnpaidClaim> claims = [new(municipality, new("Parkeringsafgift", "Parking charge"), 795, debt.Since)];
        if (debt.Level > 1) claims.Add(new(municipality, new("Betaling for dagtilbud", "Payment for daycare"), 1_200 + (20 * draw.Next(100)), debt.Since.AddDays(20)));
        if (debt.Level > 2) claims.Add(new("skatteforvaltningen", new("Restskat", "Underpaid tax"), 2_500 + (50 * draw.Next(200)), debt.Since.AddDays(40)));
        return [.. claims.Where(it => it.Since <= life.Date)];
    }
}
