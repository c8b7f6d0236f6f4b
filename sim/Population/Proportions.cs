using System.Globalization;
using System.Text;

namespace Overblik.Population;

/// <summary>One figure of the synthetic people beside Denmark's.</summary>
/// <param name="Name">What it is, and of whom.</param>
/// <param name="Here">The figure here.</param>
/// <param name="Unit">% or nothing.</param>
/// <param name="Denmark">Denmark's figure, where a source is at hand.</param>
/// <param name="Source">The source.</param>
public sealed record Proportion(string Name, double Here, string Unit = "%", double? Denmark = null, string? Source = null);

/// <summary>How many of the people are what: to see that the small Denmark is a plausible one.</summary>
public static class Proportions
{
    /// <summary>The figures on a date; one pass over the crowd, nothing is kept of anybody.</summary>
    public static IReadOnlyList<Proportion> Of(People people, DateOnly date)
    {
        ArgumentNullException.ThrowIfNull(people);
        var count = new Counts();
        for (var i = 0; i < people.Count; i++) count.Add(people.At(people[i], date));
        return count.Rows(date);
    }

    /// <summary>The figures as a table of text; a dash where no source for Denmark's figure is at hand.</summary>
    public static string Table(IReadOnlyList<Proportion> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var width = rows.Max(it => it.Name.Length);
        var text = new StringBuilder();
        void Line(string name, string here, string denmark, string? source) =>
            text.AppendLine($"{name.PadRight(width)} {here,10} {denmark,8}  {source}".TrimEnd());
        Line("", "here", "Denmark", "source");
        foreach (var row in rows)
            Line(row.Name, Shown(row.Here, row.Unit), row.Denmark is { } denmark ? Shown(denmark, row.Unit) : "–", row.Source);
        return text.ToString();
    }

    private static string Shown(double figure, string unit) =>
        unit.Length == 0 ? figure.ToString("N0", CultureInfo.InvariantCulture) : figure.ToString("0.0", CultureInfo.InvariantCulture) + " " + unit;

    private sealed class Counts
    {
        private const string East = "en.wikipedia.org/wiki/Region_of_Eastern_Denmark";

        private readonly HashSet<Municipality> _municipalities = [];
        private int _living, _born, _died, _under18, _over65, _over80, _adults, _alone, _couples, _married, _divorced, _widowed, _oneParent, _moved, _movedFar;
        private int _students, _unemployed, _selfEmployed, _workers, _pensioners, _onLeave, _bereaved, _licence, _lapsed, _passport, _protected, _debt, _owners;

        public void Add(Situation it)
        {
            var yearAgo = it.Date.AddYears(-1);
            if (it.Person.Death is { } death && death <= it.Date && death > yearAgo) _died++;
            if (!it.IsAlive) return;
            _living++;
            _municipalities.Add(it.Home.Municipality);
            if (it.Person.Birth > yearAgo) _born++;
            if (it.HomeSince > yearAgo && it.PreviousHome is { } previous)
            {
                _moved++;
                if (previous.Municipality != it.Home.Municipality) _movedFar++;
            }
            if (it.Passport is not null) _passport++;
            if (it.Age < 18)
            {
                _under18++;
                if (it.ParentsAtHome.Count == 1) _oneParent++;
            }
            else
            {
                AddAdult(it);
            }
        }

        private void AddAdult(Situation it)
        {
            _adults++;
            if (it.Age >= 65) _over65++;
            if (it.Age >= 80) _over80++;
            if (it.PartnerIndex is not null) _couples++;
            else if (it.ChildrenAtHome.Count == 0 && !it.LivesWithParents) _alone++;
            if (it.CivilStatus == CivilStatus.Married) _married++;
            if (it.CivilStatus == CivilStatus.Divorced) _divorced++;
            if (it.CivilStatus == CivilStatus.Widowed) _widowed++;
            if (it.Work.Kind is WorkKind.Employed or WorkKind.SelfEmployed or WorkKind.Unemployed) _workers++;
            if (it.Work.Kind == WorkKind.Unemployed) _unemployed++;
            if (it.Work.Kind == WorkKind.SelfEmployed) _selfEmployed++;
            if (it.Work.Kind == WorkKind.Student) _students++;
            if (it.Work.Kind == WorkKind.Pensioner) _pensioners++;
            if (it.Leave is not null) _onLeave++;
            if (it.Bereaved is not null) _bereaved++;
            if (it.DrivingLicence is { } licence)
            {
                _licence++;
                if (licence.Expires < it.Date) _lapsed++;
            }
            if (it.Protected is not null) _protected++;
            if (it.Debt is not null) _debt++;
            if (it.Company is not null) _owners++;
        }

        public IReadOnlyList<Proportion> Rows(DateOnly date) =>
        [
            new("people alive", _living, ""),
            new("municipalities with people", _municipalities.Count, ""),
            new("of them in Region Østdanmark from 2027", _municipalities.Count(it => it.Region(new(2027, 1, 1)) == "Region Østdanmark"), "", 46, East),
            new("regions", _municipalities.Select(it => it.Region(date)).Distinct().Count(), "", date.Year < 2027 ? 5 : 4, East),
            Share("under 18", _under18, _living),
            Share("65 or older", _over65, _living),
            Share("80 or older", _over80, _living),
            Share("born within a year", _born, _living),
            Share("died within a year", _died, _living),
            Share("moved within a year", _moved, _living),
            Share("of those who moved: to another municipality", _movedFar, _moved),
            Share("adults living alone", _alone, _adults),
            Share("adults living with a partner", _couples, _adults),
            Share("adults married", _married, _adults),
            Share("adults divorced", _divorced, _adults),
            Share("adults widowed", _widowed, _adults),
            Share("under 18 with one parent at home", _oneParent, _under18),
            Share("adults studying", _students, _adults),
            Share("unemployed, of those in or out of work", _unemployed, _workers),
            Share("self-employed, of those in or out of work", _selfEmployed, _workers),
            Share("adults on state pension", _pensioners, _adults),
            Share("adults on parental leave", _onLeave, _adults),
            Share("adults who lost a partner or parent within seven months", _bereaved, _adults),
            Share("adults with a driving licence", _licence, _adults),
            Share("of them lapsed", _lapsed, _licence),
            Share("people with a passport", _passport, _living),
            Share("adults with name and address protection", _protected, _adults),
            Share("adults in debt to the public", _debt, _adults),
            Share("adults who own a company", _owners, _adults),
        ];

        private static Proportion Share(string name, int part, int whole) => new(name, 100.0 * part / Math.Max(1, whole));
    }
}
