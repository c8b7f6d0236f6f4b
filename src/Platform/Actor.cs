using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Overblik.Platform;

/// <summary>NSIS levels of assurance (eIDAS low, substantial, high).</summary>
public enum AssuranceLevel
{
    None,
    Low,
    Substantial,
    High,
}

/// <summary>Whoever is signed in: a citizen (<see cref="Actor"/>) or an authority's employee (<see cref="StaffMember"/>).</summary>
/// <param name="Person">Who signed in.</param>
/// <param name="Session">The sign-in session.</param>
/// <param name="Level">How surely they are who they say.</param>
/// <param name="Name">As the broker gave it; for the page's header and for the record of what they decided.</param>
public abstract record SignedIn(PersonId Person, Guid Session, AssuranceLevel Level, string Name)
{
    /// <summary>When the session ends unless something is done, and when it ends in any case.</summary>
    public required SessionEnd Ends { get; init; }

    /// <summary>Who is signed in, in a request behind an access rule that demands someone.</summary>
    public static SignedIn Of(HttpContext context) =>
        Find(context) ?? throw new InvalidOperationException("No one is signed in: the endpoint lacks its access rule.");

    public static SignedIn? Find(HttpContext context) => context.Features.Get<SignedIn>();

    /// <summary>The page that whoever is signed in begins at; the citizens' where no one is.</summary>
    public static string StartOf(HttpContext context) => Find(context) is StaffMember staff ? staff.OwnStart : Actor.Start;
}

/// <summary>An authority's employee, signed in to look after the authority's own affairs here. Sees no citizen's data.</summary>
/// <param name="Cvr">The authority that the broker says the employee acts for.</param>
/// <param name="Organisation">Its name, as the broker gave it.</param>
public sealed record StaffMember(PersonId Person, Guid Session, AssuranceLevel Level, string Name, CvrNumber Cvr, string Organisation) : SignedIn(Person, Session, Level, Name)
{
    public const string Start = "/myndighed", OperatorStart = "/drift", DataProtectionStart = "/myndighed/spoergsmaal";

    public required StaffRoles Roles { get; init; }

    /// <summary>Where the employee's work begins.</summary>
    public string OwnStart => Roles.HasFlag(StaffRoles.Steward) ? Start : Roles.HasFlag(StaffRoles.DataProtection) ? DataProtectionStart : OperatorStart;

    /// <summary>The employee of a request behind <see cref="Access.Staff"/>.</summary>
    public static new StaffMember Of(HttpContext context) => (StaffMember)SignedIn.Of(context);
}

/// <summary>What an employee may do here, as their own authority says.</summary>
[Flags]
public enum StaffRoles
{
    None = 0,

    /// <summary>Looks after the authority's sources.</summary>
    Steward = 1,

    /// <summary>Keeps the portal itself running.</summary>
    Operator = 2,

    /// <summary>Answers what people ask about look-ups, for the authority.</summary>
    DataProtection = 4,
}

/// <summary>Who acts in this request, and for whom.</summary>
/// <param name="Person">The person who signed in.</param>
/// <param name="OnBehalfOf">The person whose data are concerned: the same person, until a mandate says otherwise.</param>
/// <param name="Session">The sign-in session.</param>
/// <param name="DataVersion">Goes up when the person asks for fresh data; caches on every node are keyed by it.</param>
/// <param name="Level">How surely the person is who they say.</param>
/// <param name="Name">As the broker gave it; for the page's header only.</param>
/// <param name="NoticeSeen">The person has seen the present notice of what is processed.</param>
public sealed record Actor(PersonId Person, PersonId OnBehalfOf, Guid Session, int DataVersion, AssuranceLevel Level, string Name, bool NoticeSeen) : SignedIn(Person, Session, Level, Name)
{
    public const string Start = "/overblik";

    /// <summary>The number that authorities know <see cref="OnBehalfOf"/> by.</summary>
    public required CprNumber Number { get; init; }

    /// <summary>The actor of a request behind an access rule that demands one.</summary>
    public static new Actor Of(HttpContext context) => (Actor)SignedIn.Of(context);

    public static new Actor? Find(HttpContext context) => SignedIn.Find(context) as Actor;
}

public sealed record SessionEnd(DateTimeOffset Idle, DateTimeOffset Absolute)
{
    public DateTimeOffset At => IsFinal ? Absolute : Idle;

    /// <summary>Nothing that the person does moves it.</summary>
    public bool IsFinal => Absolute <= Idle;

    /// <summary>When it ends and what may be done about it, in the person's language.</summary>
    public string Text(Texts texts) => texts.Of(IsFinal ? "identity.session.ends-finally" : "identity.session.ends", BusinessClock.Clock(At));
}

/// <summary>An authority's program, let in by its own key.</summary>
/// <param name="Client">Its name in the configuration.</param>
/// <param name="Sources">The ids of the sources that it may speak for.</param>
public sealed record Machine(string Client, IReadOnlySet<string> Sources)
{
    /// <summary>The program of a request behind an access rule for programs.</summary>
    public static Machine Of(HttpContext context) =>
        Find(context) ?? throw new InvalidOperationException("No program is let in: the endpoint lacks its access rule.");

    public static Machine? Find(HttpContext context) => context.Features.Get<Machine>();
}

/// <summary>The access rules; each page and endpoint names one, and what names none is closed.</summary>
public static class Access
{
    /// <summary>A signed-in person with a CPR number at the level of assurance that the operator requires.</summary>
    public const string Citizen = "citizen";

    /// <summary>The same, before the person has seen the notice of what is processed: only for the notice itself.</summary>
    public const string BeforeNotice = "before-notice";

    /// <summary>Anyone who is signed in: only for the session itself.</summary>
    public const string SignedIn = "signed-in";

    /// <summary>An employee with the role of looking after an authority's sources. Which of them are the authority's own, the page asks for itself.</summary>
    public const string Staff = "staff";

    /// <summary>An employee who keeps the portal running. Sees no citizen's data either.</summary>
    public const string Operator = "operator";

    /// <summary>An employee who answers questions about the authority's look-ups. Which of them are the authority's own, the page asks for itself.</summary>
    public const string DataProtection = "data-protection";

    /// <summary>An authority's program that may tell what has happened (scope <c>events</c>).</summary>
    public const string Events = "events";

    /// <summary>An authority's program that may tell who looked at whose data (scope <c>access-log</c>).</summary>
    public const string LogBatches = "access-log";

    /// <summary>The claims that the session cookie carries; all else stands in the session's row.</summary>
    public const string PersonClaim = "person", SessionClaim = "session";

    public static (PersonId Person, Guid Session)? SessionOf(ClaimsPrincipal? user) =>
        Guid.TryParse(user?.FindFirstValue(PersonClaim), out var person) && Guid.TryParse(user.FindFirstValue(SessionClaim), out var session)
            ? (new PersonId(person), session)
            : null;
}
