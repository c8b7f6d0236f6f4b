namespace Overblik.Population;

/// <summary>What a person does.</summary>
public enum WorkKind
{
    /// <summary>Not yet at school; also the unborn and the dead.</summary>
    NotYet,
    /// <summary>At school or in upper secondary school.</summary>
    Pupil,
    /// <summary>In vocational or higher education.</summary>
    Student,
    Employed,
    Unemployed,
    SelfEmployed,
    /// <summary>Receives the state pension.</summary>
    Pensioner,
}

/// <summary>What a person does on a date.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Since">The first day: of school, of the education, of the job, without a job, of the pension.</param>
/// <param name="Until">The planned last day of an education; null for everything else.</param>
public readonly record struct Work(WorkKind Kind, DateOnly Since, DateOnly? Until = null)
{
    // The years from the start of school to the pension; company is the time in which the person owns one, if ever.
    internal static Work At(ulong seed, int index, DateOnly birth, DateOnly pensionDay, (DateOnly Founded, DateOnly? Closed)? company, DateOnly date)
    {
        var pension = FirstPensionDay(pensionDay);
        if (date >= pension) return new(WorkKind.Pensioner, pension);
        if (company is { } own && own.Founded <= date && !(own.Closed <= date)) return new(WorkKind.SelfEmployed, own.Founded);
        var school = new DateOnly(birth.Year + 6, 8, 1);
        if (date < school) return new(WorkKind.NotYet, birth);
        var draw = Draw.Of(seed, index, Purpose.Work);
        var upper = draw.Percent(75);
        var free = new DateOnly(birth.Year + (upper ? 19 : 16), 8, 1);
        if (date < free) return new(WorkKind.Pupil, school);
        if (draw.Percent(75))
        {
            var start = new DateOnly(free.Year + draw.Next(3), 9, 1);
            var end = new DateOnly(start.Year + draw.Between(3, upper ? 5 : 4), 6, 30);
            if (date >= start && date <= end) return new(WorkKind.Student, start, end);
            if (date > end) free = end.AddDays(1);
        }
        return Job(seed, index, ref draw, free, company?.Closed, date);
    }

    /// <summary>The state pension runs from the first of the month after the age is reached.</summary>
    internal static DateOnly FirstPensionDay(DateOnly pensionDay) => new DateOnly(pensionDay.Year, pensionDay.Month, 1).AddMonths(1);

    // Jobs of three to eight years follow one another; before half of them, the person is out of work for 20 to 200 days.
    private static Work Job(ulong seed, int index, ref Draw draw, DateOnly free, DateOnly? closed, DateOnly date)
    {
        var period = (365 * draw.Between(3, 8)) + draw.Next(365);
        var phase = 1 + draw.Next(period);
        var days = date.DayNumber - free.DayNumber;
        var number = days < phase ? 0 : 1 + ((days - phase) / period);
        var since = number == 0 ? free : free.AddDays(phase + ((number - 1) * period));
        // Whoever has closed a company goes on as what comes next.
        var own = Draw.Of(seed, index, Purpose.Number(Purpose.Work, number));
        var idle = own.Percent(55) ? own.Between(20, 200) : 0;
        var employed = since.AddDays(idle);
        var (kind, first) = date < employed ? (WorkKind.Unemployed, since) : (WorkKind.Employed, employed);
        return new(kind, closed <= date && closed > first ? closed.Value : first);
    }
}
