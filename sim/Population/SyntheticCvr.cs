namespace Overblik.Population;

/// <summary>Authorities' CVR numbers: real ones only where they are public facts at hand, the rest made up from 99, a prefix that no real number has.</summary>
public static class SyntheticCvr
{
    private static readonly int[] Weights = [2, 7, 6, 5, 4, 3, 2, 1];

    /// <summary>The first number from 99, the four digits, and two more that satisfies modulus 11 as a CVR number does.</summary>
    public static string Of(string fourDigits)
    {
        for (var tail = 0; tail < 100; tail++)
        {
            var number = $"99{fourDigits}{tail:00}";
            if (number.Select((digit, at) => (digit - '0') * Weights[at]).Sum() % 11 == 0) return number;
        }
        throw new InvalidOperationException("Two free digits always reach a multiple of 11.");
    }
}
