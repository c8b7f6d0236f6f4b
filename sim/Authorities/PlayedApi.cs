using Overblik.Population;
using Overblik.Source;

namespace Overblik.Authorities;

/// <summary>What a played source tells the library: its description, and the items of a person at the business date.</summary>
internal sealed class PlayedApi(PlayedSource source, People people, FaultyCalls faults, Func<DateOnly> today) : ISource
{
    public SourceInfo Info => new()
    {
        Id = source.Id,
        Authority = source.Authorities is null ? source.Authority : null,
        Authorities = source.Authorities,
        Identifiers = source.KnowsCompanies ? [IdentifierType.Cpr, IdentifierType.Cvr] : [IdentifierType.Cpr],
        Areas = [.. source.Areas.Select(it => new Area(it.Code, it.Name, it.Kinds))],
        Contact = new("drift@example.invalid"),
    };

    public ValueTask<IReadOnlyCollection<Item>> Find(Question question, CancellationToken cancel) => ValueTask.FromResult<IReadOnlyCollection<Item>>(Items(question.Person, full: false));

    public ValueTask<Item?> FindOne(Question question, Kind kind, string id, CancellationToken cancel)
    {
        var items = Items(question.Person, full: true);
        return ValueTask.FromResult(MixesUp ? items.FirstOrDefault() : items.Find(it => it.Kind == kind && it.Id == id));
    }

    private bool MixesUp => faults.Of(source.Id).Kind == FaultKind.WrongPerson;

    private List<Item> Items(Identifier asked, bool full)
    {
        if (asked.Type == IdentifierType.Cvr) return Items(people.CompanyByCvr(asked.Value), full);
        if (people.ByCpr(asked.Value) is not { } person) return [];
        return ItemsOf(source, people.Seed, people.At(MixesUp ? Other(person) : person, today()), full);
    }

    // A company is looked at with the eyes of its first owner.
    private List<Item> Items(Company? company, bool full)
    {
        if (company is null) return [];
        var desk = new Desk(source, people.Seed, people.At(company.Owners[0].Person, today()), full, company);
        source.Fill(desk, company);
        return desk.Items;
    }

    /// <summary>What a source holds on a person; nothing on the unborn, the dead and those whom nobody knows, and most of it ends when one moves abroad.</summary>
    public static List<Item> ItemsOf(PlayedSource source, ulong seed, Situation life, bool full = false)
    {
        if (life.Person.Volume == Volume.Nothing || !life.IsAlive || (life.Person.Country is not null && !source.Abroad)) return [];
        var desk = new Desk(source, seed, life, full);
        source.Fill(desk);
        return desk.Items;
    }

    // Somebody else of whom the source holds much.
    private static Person Other(Person person) => Persona.ById(person.Volume == Volume.Many ? "sofie-krogh" : "karen-mose")!.Person;
}
