using Overblik.Population;

namespace Overblik.Authorities;

/// <summary>What more than one authority says of a person, so that all of them say the same. Amounts are only plausible.</summary>
internal static class Facts
{
    private const uint Income = 10_000_000, Naming = 9002, Claim = 9003, House = 9004;

    /// <summary>A claim that was not paid and has gone to collection.</summary>
    /// <param name="Creditor">The id of the source that it arose at.</param>
    /// <param name="Area">Where it arose there.</param>
    internal sealed record UnpaidClaim(string Creditor, string Area, Text Title, decimal Amount, DateOnly Since);

    /// <summary>What the person earns in a month before tax, from whatever it is.</summary>
    public static int MonthlyIncome(Situation life, ulong seed)
    {
        // Another with each job.
        var draw = Draw.Of(seed, life.Person.Index, Income + (uint)life.Work.Since.DayNumber);
        return life.Work.Kind switch
        {
            WorkKind.Employed => 21_000 + (250 * draw.Next(150)),
            WorkKind.SelfEmployed => 18_000 + (500 * draw.Next(120)),
            WorkKind.Student => StudentGrant(life, seed),
            WorkKind.Pensioner => Pension(life, seed, life.Date),
            _ => 0,
        };
    }

    /// <summary>Less for students who live with their parents.</summary>
    public static int StudentGrant(Situation life, ulong seed) => life.LivesWithParents ? 1_200 + (100 * Draw.Of(seed, life.Person.Index, Income).Next(19)) : 7_086;

    /// <summary>Basic amount and supplement, which is less for those with a partner.</summary>
    public static int Pension(Situation life, ulong seed, DateOnly date) => (life.Partner is not null || date < life.AloneSince ? 11_000 : 14_800) + (100 * Draw.Of(seed, life.Person.Index, Income).Next(12));

    /// <summary>A child must have a name within six months (Names Act § 1); most have one within weeks, the persona's baby at the last.</summary>
    public static DateOnly NamedOn(Person child, ulong seed) => child.Birth.AddDays(child.Index < 0 ? 175 : 10 + Draw.Of(seed, child.Index, Naming).Next(120));

    /// <summary>The child's name; "your child" where it has none yet.</summary>
    public static Text NameOf(Person child, Situation parent, ulong seed) =>
        NamedOn(child, seed) > parent.Date ? new("dit barn", "your child") : Text.Same(child.FirstName);

    /// <summary>The one of a couple who receives what is paid for the children: the mother; of two of the same sex one of them.</summary>
    public static bool ReceivesForChildren(Situation life) =>
        life.Partner is not { } partner || (life.Person.Female != partner.Female ? life.Person.Female : life.Person.Index < partner.Index);

    /// <summary>The one of a household who has applied for what there is one of for each home; never a child of the house, grown up or not.</summary>
    public static bool AppliesForHome(Situation life) => !life.LivesWithParents && !(life.Partner?.Index < life.Person.Index);

    /// <summary>Whether the person sees to the funeral: the partner does; where no parent is left, the eldest of the children.</summary>
    public static bool SeesToFuneral(Situation life) =>
        life.Bereaved is { Relation: Relation.Partner } || (life.Parents.Count == 0 && life.Siblings.All(it => it.Birth > life.Person.Birth || (it.Birth == life.Person.Birth && it.Index > life.Person.Index)));

    /// <summary>Whether the person owns the home, alone or with the partner.</summary>
    public static bool OwnsHome(Situation life) => !life.Home.Rented && !life.LivesWithParents && life.Age >= 18;

    /// <summary>A stream of chance of a home, the same for all who live there.</summary>
    public static Draw OfHome(Situation life, ulong seed)
    {
        var address = 0L;
        foreach (var letter in life.Home.Municipality.Code + life.Home.Street) address = unchecked((address * 31) + letter);
        return Draw.Of(seed, address, House);
    }

    /// <summary>The claims behind a person's debt to the public: the more of it, the more of them.</summary>
    public static IReadOnlyList<UnpaidClaim> ClaimsOf(Situation life, ulong seed)
    {
        if (life.Debt is not { } debt) return [];
        var draw = Draw.Of(seed, life.Person.Index, Claim);
        var municipality = Kommune.IdOf(life.Home.Municipality);
        List<UnpaidClaim> claims = [new(municipality, "parking", new("Parkeringsafgift", "Parking charge"), 795, debt.Since)];
        var (area, title) = life.Children.Any(it => it.Age(debt.Since) is >= 1 and < 10)
            ? ("children", new Text("Betaling for dagtilbud", "Payment for daycare"))
            : ("employment", new Text("Tilbagebetaling af kontanthjælp", "Repayment of cash assistance"));
        if (debt.Level > 1) claims.Add(new(municipality, area, title, 1_200 + (20 * draw.Next(100)), debt.Since.AddDays(20)));
        if (debt.Level > 2) claims.Add(new("skatteforvaltningen", "annual-tax", new("Restskat", "Underpaid tax"), 2_500 + (50 * draw.Next(200)), debt.Since.AddDays(40)));
        return [.. claims.Where(it => it.Since <= life.Date)];
    }
}
