namespace Overblik.Population;

/// <summary>An authority's employee to sign in as, made by hand.</summary>
/// <param name="Id">The slug, e.g. <c>lone-friis</c>.</param>
/// <param name="Name">First and last name.</param>
/// <param name="Cvr">The authority's CVR number.</param>
/// <param name="Organisation">The authority.</param>
/// <param name="Roles">What the authority lets the employee do.</param>
public sealed record Employee(string Id, string Name, string Cvr, string Organisation, params string[] Roles)
{
    /// <summary>The role of looking after the authority's sources at the hub.</summary>
    public const string SourceSteward = "source-steward";

    /// <summary>The role of keeping the hub itself running.</summary>
    public const string Operator = "operator";

    /// <summary>The role of answering questions about the authority's look-ups.</summary>
    public const string DataProtection = "data-protection";

    /// <summary>All of them: one for each of a few authorities, and one without a role.</summary>
    public static IReadOnlyList<Employee> All { get; } =
    [
        new("lone-friis", "Lone Friis", SyntheticCvr.Of("0001"), "Udbetaling Danmark", SourceSteward),
        new("asger-holt", "Asger Holt", SyntheticCvr.Of("0002"), "Skatteforvaltningen", SourceSteward),
        new("signe-bruun", "Signe Bruun", "19435075", "KOMBIT", SourceSteward),
        new("vera-lund", "Vera Lund", SyntheticCvr.Of("0099"), "Overbliks drift", Operator),
        new("nora-krag", "Nora Krag", SyntheticCvr.Of("0001"), "Udbetaling Danmark", DataProtection),
        new("viggo-dam", "Viggo Dam", "19435075", "KOMBIT", DataProtection),
        new("ib-thorsen", "Ib Thorsen", SyntheticCvr.Of("0001"), "Udbetaling Danmark"),
    ];

    /// <summary>The employee of a slug, or null.</summary>
    public static Employee? ById(string? id) => All.FirstOrDefault(it => it.Id == id);
}
