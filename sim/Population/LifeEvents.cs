using System.Globalization;

namespace Overblik.Population;

/// <summary>Something that changes much in a person's life: which of the journeys it is, when it is known of, and what the person would answer.</summary>
/// <param name="Journey">The id of the journey.</param>
/// <param name="Known">The day on which it is known of: the day itself, or before, where it can be seen coming.</param>
/// <param name="Answers">By question, in the form in which journeys have them.</param>
public sealed record LivedEvent(string Journey, DateOnly Known, IReadOnlyDictionary<string, string> Answers);

/// <summary>The life events of a person in the year before a date, as their life has them. Nobody in the crowd moves abroad.</summary>
public static class LifeEvents
{
    public static IEnumerable<LivedEvent> Of(Situation life)
    {
        ArgumentNullException.ThrowIfNull(life);
        if (!life.IsAlive) yield break;
        var (person, date, yearAgo) = (life.Person, life.Date, life.Date.AddYears(-1));
        bool Within(DateOnly day) => day > yearAgo && day <= date;
        // The same person always answers the same.
        string Chance(int percent, int salt) => Yes(Draw.Mix((ulong)person.Index * 64 + (ulong)salt) % 100 < (ulong)percent);
        var works = life.Work.Kind == WorkKind.Employed;
        var children = life.ChildrenAtHome.Any(child => child.Age(date) < 18);

        var fifteen = person.Birth.AddYears(15);
        if (fifteen > date.AddDays(-30) && fifteen <= date.AddDays(90))
            yield return new("turning-15", date < fifteen ? date : fifteen, Answers(("birthday", Day(fifteen)), ("mitid", Chance(60, 1)), ("difficult", Chance(3, 2))));
        if (life.Age < 18) yield break;

        if (life.Work is { Kind: WorkKind.Student } study && Within(study.Since))
            yield return new("starting-an-education", study.Since.AddDays(-30), Answers(("level", "higher"), ("start", Day(study.Since)), ("admitted", "yes"), ("adult", "yes"), ("danish", Chance(90, 4)), ("moving", Chance(40, 5))));
        if (Within(life.HomeSince) && life.PreviousHome is not null)
        {
            var home = life.Home.Rented ? "rent" : "own";
            var other = children && life.AloneSince is not null ? "yes" : "no";
            yield return new("moving", life.HomeSince, Answers(
                ("moved", Day(life.HomeSince)), ("home", home), home == "own" ? ("pensioner", Yes(life.Work.Kind == WorkKind.Pensioner)) : default,
                ("benefit", Chance(15, 6)), ("children", Yes(children)), children ? ("other-parent", other) : default, ("protected", Yes(life.Protected is not null)), ("services", life.Age > 80 ? "home-help" : "-")));
        }
        if (life.Leave is { } leave && Within(leave.Since))
        {
            var parent = person.Female ? "mother" : "partner";
            var family = life.Partner is null ? "alone" : life.CivilStatus == CivilStatus.Married ? "married" : "together";
            yield return new("new-parent", leave.Since, Answers(("born", "yes"), ("birth", Day(leave.Since)), ("parent", parent), ("family", family), ("midwife", Chance(99, 7)),
                ("work", works ? "employee" : life.Work.Kind == WorkKind.Student ? "other" : "own-or-none")));
        }
        if (life.CivilStatus == CivilStatus.Divorced && Within(life.CivilStatusSince))
            yield return new("divorce", life.CivilStatusSince, Answers(("agreed", "yes"), ("children", Yes(life.Children.Any(child => child.Age(date) < 18))), ("moves", "no"), ("benefits", "-")));
        if (works && Within(life.Work.Since))
            yield return new("new-job", life.Work.Since, Answers(("start", Day(life.Work.Since)), ("unemployed", "no"), ("several", Chance(10, 8)), ("gets", life.Home.Rented ? "housing" : "-")));
        if (life.Work.Kind == WorkKind.Unemployed && Within(life.Work.Since))
        {
            var insured = Chance(75, 9);
            yield return new("losing-a-job", life.Work.Since, Answers(("lost", Day(life.Work.Since)), ("insured", insured), insured == "yes" ? ("resigned", Chance(20, 10)) : default, ("ill", Chance(5, 11)), ("subsidies", life.Home.Rented ? "housing" : "-")));
        }
        if (life.Bereaved is { } death)
        {
            var (partner, pension) = (death.Relation == Relation.Partner, life.Work.Kind == WorkKind.Pensioner);
            yield return new("losing-a-family-member", death.Day, Answers(("death", Day(death.Day)), ("arranged", Chance(50, 12)), ("partner", Yes(partner)), partner ? ("both-pension", Yes(pension)) : default,
                partner && !pension ? ("three-years", Chance(80, 13)) : default, ("children", Yes(partner && children)), ("estate", partner ? "not-known" : "someone-else")));
        }
        if (life.PensionDay > date.AddMonths(-6) && life.PensionDay <= date.AddMonths(6) && person.Birth.Year < 1971)
        {
            var disability = Chance(10, 14);
            yield return new("retiring", life.PensionDay.AddMonths(-6), Answers(("birth", Day(person.Birth)), ("disability", disability), disability == "no" ? ("working", Chance(30, 15)) : default, ("home", life.Home.Rented ? "rent" : "own"), ("low", Chance(25, 16))));
        }
    }

    private static string Yes(bool it) => it ? "yes" : "no";

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    // What is not asked of this person is left out.
    private static Dictionary<string, string> Answers(params ReadOnlySpan<(string Question, string Answer)> answers)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (question, answer) in answers) { if (question is not null) all.Add(question, answer); }
        return all;
    }
}
