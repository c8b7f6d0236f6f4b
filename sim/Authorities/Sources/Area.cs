namespace Overblik.Authorities;

/// <summary>A field of work of a source, and what all its items have in common.</summary>
/// <param name="Code">The code of the contract; also what a hub is allowed.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kinds">The kinds of item it has.</param>
/// <param name="Subject">A plausible subject code; the catalogues themselves are not reproduced here.</param>
/// <param name="Law">The legal basis.</param>
/// <param name="Link">Where the person can act.</param>
internal sealed record Area(string Code, Text Name, Kind[] Kinds, Code Subject, LegalBasis Law, Link Link);

/// <summary>One authority played here, or several of one sort behind the same address.</summary>
internal abstract class Source
{
    /// <summary>The source's id: the first part of its path, and <c>aud</c> of the tokens.</summary>
    public abstract string Id { get; }

    public abstract Area[] Areas { get; }

    /// <summary>The only authority behind the source, or null where it depends on the person.</summary>
    public virtual Authority? Authority => null;

    /// <summary>The authority responsible for a person.</summary>
    public abstract Authority AuthorityOf(Population.Person person, DateOnly today);

    /// <summary>Where the person has data corrected.</summary>
    public abstract string Correction { get; }

    /// <summary>Lays a person's items on the desk.</summary>
    public abstract void Fill(Desk desk);

    public static readonly Source[] All = [new UdbetalingDanmark(), new Skatteforvaltningen(), new Kommunen(), new Hospitalet(), new Uddannelse()];
}

/// <summary>CVR numbers: real ones only where they are public facts at hand, the rest made up from 99, a prefix that no real number has.</summary>
internal static class SyntheticCvr
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
