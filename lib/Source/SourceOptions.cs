namespace Overblik.Source;

/// <summary>What is agreed with the hubs: the section <c>Source</c> of the configuration unless the caller gives another.</summary>
public sealed class SourceOptions
{
    /// <summary>The hubs that may call, at least one. A test hub, such as the conformance check's, may stand beside the real one in a test system.</summary>
    public IList<HubOptions> Hubs { get; } = [];

    /// <summary>Only in a test system: numbers of synthetic people that the conformance check may ask about, the first with items. Ten digits or, for companies, eight.</summary>
    public IList<string> TestPeople { get; } = [];

    /// <summary>Items of a kind in one answer: 100 by the contract, fewer to try out the cursor.</summary>
    public int PageSize { get; set; } = 100;

    /// <summary>Nothing is answered where an item's <see cref="Item.Holder"/> is not the one asked about. Off only for what plays a faulty source to a hub.</summary>
    public bool StopsMixUps { get; set; } = true;
}

/// <summary>A hub, and what is agreed with it.</summary>
public sealed class HubOptions
{
    /// <summary>Its name in tokens (<c>iss</c>), e.g. <c>https://overblik.example</c>.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>Where its keys are; <c>/.well-known/jwks.json</c> under the issuer unless said otherwise.</summary>
    public Uri? Jwks { get; set; }

    internal Uri? KeysAddress => Jwks ?? (Uri.TryCreate(Issuer.TrimEnd('/') + "/.well-known/jwks.json", UriKind.Absolute, out var usual) ? usual : null);

    /// <summary>The codes of the areas that it may see; all where none is listed.</summary>
    public IList<string> Areas { get; } = [];

    /// <summary>The least level of assurance at which the person must be signed in.</summary>
    public Assurance Assurance { get; set; } = Assurance.Substantial;
}

/// <summary>Levels of assurance (eIDAS; NSIS in Denmark), lowest first.</summary>
public enum Assurance { Low, Substantial, High }
