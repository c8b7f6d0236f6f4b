namespace Overblik.Population;

/// <summary>The legal form of a company.</summary>
public enum CompanyForm
{
    /// <summary>Enkeltmandsvirksomhed.</summary>
    SoleTrader,
    /// <summary>Anpartsselskab (ApS).</summary>
    PrivateLimited,
}

/// <summary>How often a company reports VAT (VAT Act § 57).</summary>
public enum VatPeriod { Monthly, Quarterly, HalfYearly }

/// <summary>An owner and the share in percent.</summary>
public readonly record struct Owner(Person Person, int Percent);

/// <summary>One synthetic company: a pure function of the seed and its number.</summary>
public sealed record Company
{
    /// <summary>Eight digits with a check digit that fits; the first is 0, so it is no real company's.</summary>
    public required string Cvr { get; init; }

    public required string Name { get; init; }
    public required CompanyForm Form { get; init; }

    /// <summary>One or two; a company is closed before an owner dies.</summary>
    public required IReadOnlyList<Owner> Owners { get; init; }

    public required DateOnly Founded { get; init; }

    /// <summary>The first day on which it is closed; null where that is not within the world's dates.</summary>
    public DateOnly? Closed { get; init; }

    public required Text Industry { get; init; }
    public required int Employees { get; init; }

    /// <summary>Founded and not closed on a date.</summary>
    public bool IsOpen(DateOnly on) => Founded <= on && !(Closed <= on);

    /// <summary>
    /// New companies report by the quarter for their first 18 months, then the small ones by the half-year and the large ones by the month. The Act goes by turnover;
    /// the number of employees stands for it here.
    /// </summary>
    public VatPeriod VatPeriod(DateOnly on) =>
        on < Founded.AddMonths(18) ? Population.VatPeriod.Quarterly
        : Employees < 4 ? Population.VatPeriod.HalfYearly
        : Employees < 25 ? Population.VatPeriod.Quarterly
        : Population.VatPeriod.Monthly;
}

/// <summary>
/// Synthetic CVR numbers. They begin with 0, which no real one does; otherwise they are made as those are, with eight digits and a check digit. Companies number 2j and
/// 2j + 1 share three numbers of seven digits, from 3j: the check digits of three neighbours differ, so at most one of them would be 10 and is passed over.
/// </summary>
internal static class Cvr
{
    // Away from 00000000, which may stand for "unknown".
    private const int First = 10_000;

    public static string Number(int k)
    {
        var seven = First + (k / 2 * 3);
        for (var wanted = k % 2; ; seven++)
        {
            if (Check(seven) is not 10 and var check && wanted-- == 0) return $"{seven:0000000}{check}";
        }
    }

    public static bool TryRead(ReadOnlySpan<char> cvr, out int k)
    {
        k = 0;
        if (cvr.Length != 8 || cvr.ContainsAnyExceptInRange('0', '9') || cvr[0] != '0') return false;
        var seven = 0;
        foreach (var digit in cvr[..7]) seven = (seven * 10) + digit - '0';
        if (seven < First) return false;
        k = (seven - First) / 3 * 2;
        return cvr.SequenceEqual(Number(k)) || cvr.SequenceEqual(Number(++k));
    }

    // Weights 2 7 6 5 4 3 2 1, from the left; the sum is a multiple of 11. 10 is no digit.
    private static int Check(int seven)
    {
        ReadOnlySpan<int> weights = [2, 3, 4, 5, 6, 7, 2];
        var sum = 0;
        foreach (var weight in weights)
        {
            sum += weight * (seven % 10);
            seven /= 10;
        }
        return (11 - (sum % 11)) % 11;
    }
}
