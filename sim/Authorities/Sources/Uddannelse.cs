using Overblik.Population;
using Overblik.Source;

namespace Overblik.Authorities;

/// <summary>Student grants and loans.</summary>
internal sealed class Uddannelse : PlayedSource
{
    private static readonly Authority Agency = new(SyntheticCvr.Of("0003"), new("Uddannelses- og Forskningsstyrelsen", "The Danish Agency for Higher Education and Science"));

    private static readonly Link MinSu = new("https://www.su.dk", new("Gå til minSU", "Go to minSU"));

    private static readonly WorkArea Grant = new("student-grant", new("SU", "Student grants (SU)"), [Kind.Case, Kind.Benefit, Kind.Deadline, Kind.Message],
        new(CodeScheme.Form, "20.35.05"), new(new("SU-loven", "The SU Act")), MinSu);

    public override string Id => "uddannelse";
    public override WorkArea[] Areas { get; } = [Grant];
    public override Authority Authority => Agency;
    public override string Correction => MinSu.Url;
    public override Authority AuthorityOf(Person person, DateOnly today) => Agency;

    public override void Fill(Desk desk)
    {
        if (desk.Age < 18) return;
        if (desk.Person.Event == LifeEvent.StartedEducation) FillNew(desk);
        else if (desk.Age < 27 && desk.Draw.Percent(45)) FillGrant(desk, desk.Event.AddMonths(-14));
    }

    private static void FillNew(Desk desk)
    {
        desk.Case(Grant, "application", new("Ansøgning om SU", "Application for a student grant (SU)"), new("Du har fået SU.", "You have been granted SU."), CaseStatus.Decided, desk.Event,
            new("Din første SU kommer den sidste bankdag i måneden.", "Your first payment comes on the last banking day of the month."));
        FillGrant(desk, new DateOnly(desk.Event.Year, desk.Event.Month, 1).AddMonths(-1));
        // No payment for months before the one of the application; the loan follows the same rule.
        desk.Deadline(Grant, "loan", new("Søg SU-lån for denne måned", "Apply for a student loan for this month"), new("Lånet er frivilligt.", "The loan is optional."), desk.Event,
            new DateOnly(desk.Today.Year, desk.Today.Month, 1).AddMonths(1).AddDays(-1), new("Søg, hvis du vil låne", "Apply if you want to borrow"), new("Du kan ikke få lån for måneder, der er gået.", "You cannot borrow for past months."));
    }

    // SU is paid in advance, on the last banking day of the month before.
    private static void FillGrant(Desk desk, DateOnly from) =>
        desk.Benefit(Grant, "grant", new("SU", "Student grant (SU)"), new("SU til dig, der bor ude.", "The grant for students living away from home."), from, Frequency.Monthly, 7_086m, BankDays.LastOfMonth, taxable: true);
}
