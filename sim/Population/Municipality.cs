using System.Collections.Frozen;

namespace Overblik.Population;

/// <summary>A municipality: its code (always four digits), its name, and the town that its synthetic people live in.</summary>
/// <param name="Code">The municipality code, with its leading zero.</param>
/// <param name="Name">The name without "Kommune".</param>
/// <param name="PostalCode">Of the town.</param>
/// <param name="Town">The postal town.</param>
/// <param name="Thousands">Inhabitants in thousands, roughly: only a weight.</param>
public sealed record Municipality(string Code, string Name, string PostalCode, string Town, int Thousands)
{
    // Region Hovedstaden and Region Sjælland become Region Østdanmark on that day.
    private static readonly DateOnly Merger = new(2027, 1, 1);

    /// <summary>All 98, by code.</summary>
    public static IReadOnlyList<Municipality> All { get; } = Municipalities.Read();

    private static readonly FrozenDictionary<string, Municipality> ByCode = All.ToFrozenDictionary(it => it.Code);
    private static readonly byte[] Weighted =
        [.. All.SelectMany((it, row) => Enumerable.Repeat((byte)row, it.Thousands))];

    /// <summary>The code as a number.</summary>
    internal int Number { get; } = int.Parse(Code, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The region before the merger.</summary>
    internal string RegionThen { get; init; } = "";

    /// <summary>The name as the authority writes it.</summary>
    public string AuthorityName => Code switch
    {
        "0101" => "Københavns Kommune",
        "0400" => "Bornholms Regionskommune",
        _ => Name + " Kommune",
    };

    /// <summary>The same in English.</summary>
    public string AuthorityNameEnglish => Code == "0101" ? "City of Copenhagen" : Name + " Municipality";

    /// <summary>The region that the municipality belongs to on a date.</summary>
    public string Region(DateOnly on) =>
        on >= Merger && RegionThen is ("Region Hovedstaden" or "Region Sjælland") ? "Region Østdanmark" : RegionThen;

    /// <summary>The municipality of a code.</summary>
    public static Municipality Of(string code) => ByCode[code];

    /// <summary>One municipality, the large ones more often.</summary>
    internal static Municipality Any(ref Draw draw) => All[Weighted[draw.Next(Weighted.Length)]];
}
