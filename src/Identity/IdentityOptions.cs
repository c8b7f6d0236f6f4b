using Microsoft.Extensions.Configuration;
using Overblik.Platform;

namespace Overblik.Identity;

/// <summary>The broker and the rules of a session: the configuration section <c>Identity</c>, checked at start.</summary>
internal sealed class IdentityOptions : Platform.Ports.ISessionLimits
{
    /// <summary>The notice's version; a person who has seen an older one sees it again.</summary>
    public const string NoticeVersion = "2026-11-28.4";

    public Uri Issuer { get; set; } = new("http://localhost:5081/");
    public string ClientId { get; set; } = "overblik";

    /// <summary>Only for a broker that cannot take private_key_jwt. From a secret store, never from a file in the repository.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>openid, profile and cpr where none are configured.</summary>
    public string[] Scopes { get; set; } = [];

    /// <summary>What the broker calls things; the names differ from one to the next.</summary>
    public string CprClaim { get; set; } = "cpr";
    public string NameClaim { get; set; } = "name";

    /// <summary>The person's id that stays when the CPR number changes. Where the broker sends none, a new number is a new person here.</summary>
    public string LastingIdClaim { get; set; } = "cpr_uuid";
    public string LevelClaim { get; set; } = "acr";

    /// <summary>
    /// An employee's sign-in: the scopes that are asked for, which authority the employee acts for, and the role that lets them look after its sources here.
    /// Off while <see cref="StaffRole"/>, <see cref="OperatorRole"/> and <see cref="DataProtectionRole"/> are empty.
    /// </summary>
    public string[] StaffScopes { get; set; } = [];
    public string CvrClaim { get; set; } = "cvr";
    public string OrganisationClaim { get; set; } = "org_name";
    public string RoleClaim { get; set; } = "role";
    public string StaffRole { get; set; } = "";

    /// <summary>The role of those who keep the portal running; none where it is empty.</summary>
    public string OperatorRole { get; set; } = "";

    /// <summary>The role of those who answer questions about look-ups; none where it is empty.</summary>
    public string DataProtectionRole { get; set; } = "";

    public bool StaffCanSignIn => StaffRole.Length + OperatorRole.Length + DataProtectionRole.Length > 0;

    public StaffRoles RolesOf(Func<string, bool> has)
    {
        return Role(StaffRole, StaffRoles.Steward) | Role(OperatorRole, StaffRoles.Operator) | Role(DataProtectionRole, StaffRoles.DataProtection);

        StaffRoles Role(string word, StaffRoles role) => word.Length > 0 && has(word) ? role : StaffRoles.None;
    }

    /// <summary>True: the number and the name are read from the userinfo endpoint, for a broker whose id_token lacks them.</summary>
    public bool UserInfo { get; set; }

    /// <summary>The broker's word for each level of assurance. What is not listed counts as none.</summary>
    public LevelName[] Levels { get; set; } = [];

    /// <summary>A level asked for is only a wish: the one in the answer is checked against this.</summary>
    public AssuranceLevel RequiredLevel { get; set; } = AssuranceLevel.Substantial;

    /// <summary>The <c>acr_values</c> of the request; none where it is set to nothing.</summary>
    public string? AcrValues { get; set; } = "substantial";

    /// <summary>True: the request is pushed (RFC 9126) and the broker must support it. False: it is pushed where the broker supports it.</summary>
    public bool RequirePushedAuthorization { get; set; } = true;

    /// <summary>Signed out after this long without doing anything, and after this long in any case.</summary>
    public TimeSpan Idle { get; set; } = TimeSpan.FromMinutes(20);
    public TimeSpan Absolute { get; set; } = TimeSpan.FromHours(8);

    /// <summary>How long before the end the page warns.</summary>
    public TimeSpan Warning { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>The authorities' programs that may come by themselves.</summary>
    public MachineClient[] Machines { get; set; } = [];

    public sealed class LevelName
    {
        public string Value { get; set; } = "";
        public AssuranceLevel Level { get; set; }
    }

    public AssuranceLevel LevelOf(string? value)
    {
        foreach (var name in Levels)
        {
            if (string.Equals(name.Value, value, StringComparison.Ordinal)) return name.Level;
        }
        return Levels.Length == 0 && Enum.TryParse<AssuranceLevel>(value, ignoreCase: true, out var level) && Enum.IsDefined(level) && !char.IsAsciiDigit(value![0])
            ? level
            : AssuranceLevel.None;
    }

    public static IdentityOptions Read(IConfiguration configuration)
    {
        var options = new IdentityOptions();
        try { configuration.GetSection("Identity").Bind(options, binder => binder.ErrorOnUnknownConfiguration = true); }
        catch (InvalidOperationException e) { throw new StartupException("The configuration section 'Identity' cannot be read: " + e.Message); }
        // Here, because the binder adds to the values that an array has already.
        if (options.Scopes.Length == 0) options.Scopes = ["openid", "profile", "cpr"];
        if (options.StaffScopes.Length == 0) options.StaffScopes = ["openid", "profile", "staff"];
        var errors = options.Errors().ToList();
        return errors.Count == 0 ? options : throw new StartupException("The configuration section 'Identity' is wrong: " + string.Join(" ", errors));
    }

    private IEnumerable<string> Errors()
    {
        if (!Issuer.IsAbsoluteUri || (Issuer.Scheme != "https" && !Issuer.IsLoopback)) yield return "Issuer must be https (http only on localhost).";
        if (ClientId.Length == 0) yield return "ClientId is required.";
        if (!Scopes.Contains("openid") || !StaffScopes.Contains("openid")) yield return "Scopes and StaffScopes must contain 'openid'.";
        if (RequiredLevel == AssuranceLevel.None) yield return "RequiredLevel must be Low, Substantial or High.";
        if (Idle < TimeSpan.FromMinutes(1) || Absolute < Idle) yield return "Idle must be at least a minute, and Absolute no shorter than Idle.";
        if (Warning >= Idle) yield return "Warning must be shorter than Idle.";
        foreach (var error in Machines.SelectMany((machine, i) => machine.Errors().Select(error => $"Machines:{i}: {error}"))) yield return error;
        if (Machines.Select(machine => machine.Id).Distinct(StringComparer.Ordinal).Count() < Machines.Length) yield return "Machines: each has an Id of its own.";
    }
}
