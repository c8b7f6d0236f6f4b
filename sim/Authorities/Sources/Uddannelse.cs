using Overblik.Population;
using Overblik.Source;

namespace Overblik.Authorities;

/// <summary>Student grants and loans.</summary>
internal sealed class Uddannelse : PlayedSource
{
    private static readonly Link MinSu = new("https://www.su.dk", new("Gå til minSU", "Go to minSU"));

    private static readonly WorkArea Grant = WorkArea.Of("student-grant", "SU", "Student grants (SU)", CodeScheme.Form, "20.35.05", "SU-loven", "The SU Act", MinSu, Kind.Case, Kind.Benefit, Kind.Deadline, Kind.Message);

    public override string Id => "uddannelse";
    public override WorkArea[] Areas { get; } = [Grant];
    public override Authority Authority { get; } = new(SyntheticCvr.Of("0003"), new("Uddannelses- og Forskningsstyrelsen", "The Danish Agency for Higher Education and Science"));
    public override string Correction => MinSu.Url;

    public override void Fill(Desk desk)
    {
        var (life, today) = (desk.Life, desk.Today);
        if (life.Age < 18 || life.Work is not { Kind: WorkKind.Student } study) return;
        desk.Case(Grant, "application", new("Ansøgning om SU", "Application for a student grant (SU)"), new("Du har fået SU.", "You have been granted SU."), study.Since.AddDays(-40),
            [(CaseStatus.Created, 0), (CaseStatus.Processing, 2), (CaseStatus.Decided, 9), (CaseStatus.Closed, 150)], number: study.Since.DayNumber, task: "starting-an-education/apply-su");
        // Paid in advance, on the last banking day of the month before.
        desk.Benefit(Grant, "grant", new("SU", "Student grant (SU)"), life.LivesWithParents ? new("Til dig, der bor hos dine forældre.", "For you who live with your parents.") : new("Til dig, der ikke bor hos dine forældre.", "For you who do not live with your parents."), new DateOnly(study.Since.Year, study.Since.Month, 1).AddDays(-1), Frequency.Monthly,
            Facts.StudentGrant(life, desk.Seed), BankDays.LastOfMonth, taxable: true, study.Until, number: study.Since.DayNumber);
        // No payment for months before the one of the application; the loan follows the same rule.
        var month = new DateOnly(today.Year, today.Month, 1);
        if (desk.Percent("loan", 40))
            desk.Deadline(Grant, "loan", new($"Søg SU-lån for {Desk.Month(month).Da}", $"Apply for a student loan for {Desk.Month(month).En}"), new("Du bestemmer selv, om du vil låne.", "You decide yourself whether you want to borrow."), month,
                month.AddMonths(1).AddDays(-1), new("Søg, hvis du vil låne", "Apply if you want to borrow"), new("Du kan ikke få lån for måneder, der er gået.", "You cannot borrow for past months."), number: month.DayNumber);
        // The form for the next year opens about 1 December.
        if (today.Month == 12)
            desk.Message(Grant, "next-year", new($"SU i {today.Year + 1}", $"Student grant in {today.Year + 1}"), new("Vælg, hvilke måneder du vil have SU.", "Choose for which months you want the grant."), new DateOnly(today.Year, 12, 1), unreadDays: 50, number: today.Year);
        if (study.Until is { } end)
            desk.Message(Grant, "ends", new("Din SU stopper, når du er færdig", "Your grant ends when you finish"), new($"Den sidste udbetaling er for {Desk.Month(end).Da}.", $"The last payment is for {Desk.Month(end).En}."), end.AddMonths(-2), number: end.DayNumber);
    }
}
