using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Overblik.Source;

// The items of contracts/source-api.yaml, version 1. Members stand in the contract's order; what is null is left out of the answer.

/// <summary>The same text in Danish and in English. Plain text without markup, at most 2,000 characters, written to the person ("du", "you").</summary>
public sealed record Text(string Da, string En)
{
    /// <summary>A text that is the same in both languages, such as a name.</summary>
    public static Text Same(string text) => new(text, text);
}

/// <summary>An amount with at most two decimals, never negative: the member's name says which way it goes.</summary>
/// <param name="Value">In units of the currency.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record Amount(decimal Value, string Currency = "DKK");

/// <summary>An authority.</summary>
/// <param name="Id">Its CVR number, eight digits.</param>
/// <param name="Name">Its name.</param>
public sealed record Authority(string Id, Text Name);

/// <summary>A person's CPR number (ten digits) or a company's CVR number (eight), without a hyphen.</summary>
public readonly record struct Identifier(IdentifierType Type, string Value)
{
    /// <summary>A CPR number.</summary>
    public static Identifier Cpr(string value) => new(IdentifierType.Cpr, value);

    /// <summary>A CVR number.</summary>
    public static Identifier Cvr(string value) => new(IdentifierType.Cvr, value);

    internal bool IsWellFormed => Value is not null && Value.Length == (Type == IdentifierType.Cpr ? 10 : 8) && !Value.AsSpan().ContainsAnyExceptInRange('0', '9');

    /// <summary>Never the number itself: it must not reach a log.</summary>
    public override string ToString() => Type.ToString();
}

/// <summary>What an <see cref="Identifier"/> is.</summary>
[JsonConverter(typeof(CamelCase<IdentifierType>))]
public enum IdentifierType { Cpr, Cvr }

/// <summary>One thing that the source holds on a person. The member that is named as the <see cref="Kind"/> is set; the other eight are null.</summary>
public sealed record Item
{
    public Item()
    {
    }

    // The serializer only writes items, but wants a way to make one that asks for no member which is left out of the answer.
    [JsonConstructor, SetsRequiredMembers]
    internal Item(string id) : this() => (Id, Authority, Area, Title, Controller) = (id, null!, null!, null!, null!);

    /// <summary>Opaque and lasting, at most 64 letters, digits, hyphens and underscores; never derived from the person's number, for it stands in URLs.</summary>
    public required string Id { get; init; }

    public required Kind Kind { get; init; }

    /// <summary>
    /// The number that stands on the record the item was made from; not the number that was asked about. The library makes the contract's <c>subject</c> of it
    /// (rule 7), and answers nothing at all where the two differ: so a mix-up of two people never leaves the authority.
    /// </summary>
    [JsonIgnore]
    public required Identifier Holder { get; init; }

    [JsonInclude]
    internal string Subject { get; init; } = "";

    /// <summary>The authority responsible.</summary>
    public required Authority Authority { get; init; }

    /// <summary>The code of one of the source's areas.</summary>
    public required string Area { get; init; }

    /// <summary>What it is, in the person's words. No names of staff, no names of systems.</summary>
    public required Text Title { get; init; }

    public Text? Summary { get; init; }

    /// <summary>The subject code.</summary>
    public Code? Code { get; init; }

    /// <summary>True while something may still happen: the case runs, the debt is unpaid, the appointment lies ahead.</summary>
    public required bool Open { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it last changed; the newest come first.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Who takes part. Names only of people whom this person may see; never of staff.</summary>
    public IReadOnlyList<Party>? Parties { get; init; }

    public LegalBasis? LegalBasis { get; init; }

    public Contact? Contact { get; init; }

    /// <summary>The controller of these data (GDPR art. 4(7)), and where the person has them corrected (art. 16).</summary>
    public required Controller Controller { get; init; }

    /// <summary>Into the authority's own solution, where the person can act.</summary>
    public Link? Link { get; init; }

    /// <summary>What the person is expected to do, and by when. Present only while it is expected.</summary>
    public Expected? Expected { get; init; }

    /// <summary>When the authority has promised to have decided.</summary>
    public DateOnly? DecisionBy { get; init; }

    public Case? Case { get; init; }
    public Benefit? Benefit { get; init; }
    public Payment? Payment { get; init; }
    public Debt? Debt { get; init; }
    public Appointment? Appointment { get; init; }
    public Deadline? Deadline { get; init; }
    public Message? Message { get; init; }
    public Registration? Registration { get; init; }
    public Credential? Credential { get; init; }
}

/// <summary>The nine kinds of item.</summary>
[JsonConverter(typeof(CamelCase<Kind>))]
public enum Kind { Case, Benefit, Payment, Debt, Appointment, Deadline, Message, Registration, Credential }

/// <summary>A subject code.</summary>
public sealed record Code(CodeScheme Scheme, string Value);

/// <summary>KL's catalogue for municipalities, the state's FORM otherwise.</summary>
[JsonConverter(typeof(CamelCase<CodeScheme>))]
public enum CodeScheme { [JsonStringEnumMemberName("KLE")] Kle, [JsonStringEnumMemberName("FORM")] Form }

/// <summary>Somebody who takes part; <paramref name="Self"/> is true for the person whom the overview is about.</summary>
public sealed record Party(Role Role, bool Self = false, string? Name = null);

[JsonConverter(typeof(CamelCase<Role>))]
public enum Role { Primary, Partner, Child, Parent, Guardian, Owner, Employer, Representative, Other }

public sealed record LegalBasis(Text Title, string? Url = null);

/// <summary>Whom to ask. A phone number of 8 to 15 digits; addresses of pages begin with https.</summary>
public sealed record Contact(Text Name, string? Phone = null, string? Email = null, string? Url = null, string? Post = null, Text? Hours = null);

public sealed record Controller(Authority Authority, string? Correction = null);

public sealed record Link(string Url, Text Title);

/// <param name="Text">What to do.</param>
/// <param name="Due">The last day on which it is in time.</param>
/// <param name="Link">Where to do it.</param>
/// <param name="Consequence">What happens if it is late.</param>
public sealed record Expected(Text Text, DateOnly? Due = null, string? Link = null, Text? Consequence = null);
