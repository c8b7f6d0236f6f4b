using Overblik.Population;
using Overblik.Source;

namespace Overblik.Authorities;

/// <summary>One authority played here, or several of one sort behind the same address.</summary>
internal abstract class PlayedSource
{
    /// <summary>The source's id: the first part of its path, and <c>aud</c> of the tokens.</summary>
    public abstract string Id { get; }

    public abstract WorkArea[] Areas { get; }

    /// <summary>The only authority behind the source, or null where it depends on the person.</summary>
    public virtual Authority? Authority => null;

    /// <summary>The authorities that share the source.</summary>
    public virtual IReadOnlyList<Authority>? Authorities => null;

    /// <summary>Where the person has data corrected.</summary>
    public abstract string Correction { get; }

    /// <summary>Whether it can be asked about a company too.</summary>
    public virtual bool KnowsCompanies => false;

    /// <summary>Whether it still has to do with whom has moved abroad.</summary>
    public virtual bool Abroad => false;

    /// <summary>The authority responsible for a person.</summary>
    public virtual Authority AuthorityOf(Situation life) => Authority!;

    /// <summary>Lays a person's items on the desk.</summary>
    public abstract void Fill(Desk desk);

    /// <summary>Lays a company's items on the desk of its first owner.</summary>
    public virtual void Fill(Desk desk, Company company)
    {
    }

    public static readonly PlayedSource[] All =
    [
        new UdbetalingDanmark(), new Skatteforvaltningen(), new Kommunen(), new Kobenhavn(), new Hospitalet(), new Uddannelse(), new Gaeldsstyrelsen(),
        new Cpr(), new Politiet(), new Laegeregistret(), new Familieretshuset(), new Ejendomme(), new Atp(), new Erhvervsstyrelsen(),
    ];
}

/// <summary>A field of work of a source, and what all its items have in common.</summary>
/// <param name="Code">The code of the contract; also what a hub is allowed.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kinds">The kinds of item it has.</param>
/// <param name="Subject">A plausible subject code; the catalogues themselves are not reproduced here.</param>
/// <param name="Law">The legal basis.</param>
/// <param name="Link">Where the person can act.</param>
/// <param name="By">The authority responsible, where it is not the source's own.</param>
internal sealed record WorkArea(string Code, Text Name, Kind[] Kinds, Code Subject, LegalBasis Law, Link Link, Authority? By = null)
{
    public static WorkArea Of(string code, string da, string en, CodeScheme scheme, string subject, string lawDa, string lawEn, Link link, params Kind[] kinds) =>
        new(code, new(da, en), kinds, new(scheme, subject), new(new(lawDa, lawEn)), link);
}
