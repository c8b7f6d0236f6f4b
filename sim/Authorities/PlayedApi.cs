using Overblik.Population;
using Overblik.Source;

namespace Overblik.Authorities;

/// <summary>What a played source tells the library: its description, and the items of a person at the business date.</summary>
internal sealed class PlayedApi(PlayedSource source, People people, FaultyCalls faults, Func<DateOnly> today) : ISource
{
    public SourceInfo Info => new()
    {
        Id = source.Id,
        Authority = source.Authority,
        Areas = [.. source.Areas.Select(it => new Area(it.Code, it.Name, it.Kinds))],
        Contact = new("drift@example.invalid"),
    };

    public ValueTask<IReadOnlyCollection<Item>> Find(Question question, CancellationToken cancel) => ValueTask.FromResult<IReadOnlyCollection<Item>>(Items(question.Person));

    public ValueTask<Item?> FindOne(Question question, Kind kind, string id, CancellationToken cancel)
    {
        var items = Items(question.Person);
        return ValueTask.FromResult(MixesUp ? items.FirstOrDefault() : items.Find(it => it.Kind == kind && it.Id == id));
    }

    private bool MixesUp => faults.Of(source.Id).Kind == FaultKind.WrongPerson;

    private List<Item> Items(Identifier asked)
    {
        if (people.ByCpr(asked.Value) is not { } person || !people.At(person, today()).IsAlive) return [];
        if (MixesUp) person = Other(person);
        if (person.Volume == Volume.Nothing) return [];
        var desk = new Desk(source, people, person, today());
        source.Fill(desk);
        return desk.Items;
    }

    // Somebody else of whom the source holds much.
    private static Person Other(Person person) => Persona.ById(person.Volume == Volume.Many ? "sofie-krogh" : "karen-mose")!.Person;
}
