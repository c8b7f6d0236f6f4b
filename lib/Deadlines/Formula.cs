using System.Globalization;

namespace Overblik.Deadlines;

/// <summary>
/// How a deadline follows from a date, as data: steps taken one after the other, separated by commas.
/// <code>
/// +14 days · -28 days · +8 weeks · +6 months · +1 years · +8 working-days
/// first working-day of month · last bank-day of previous month · first calendar-day of next month
/// last working-day before day 21 of month
/// day 10 of next month · date 05-01 · date 07-01 of next year
/// shift next bank-day · shift previous working-day
/// at 12:00
/// </code>
/// <c>day 31</c> and <c>date 02-29</c> are the last day of a month that is shorter. <c>at</c> stands last. Nothing is shifted unless a step says so.
/// </summary>
public sealed class Formula
{
    private const int MostDays = 10_000;
    private readonly Step[] steps;

    private Formula(Step[] steps, TimeOnly? at) => (this.steps, At) = (steps, at);

    /// <summary>Until when on the last day, by Danish clocks; null: until its end.</summary>
    public TimeOnly? At { get; }

    /// <exception cref="FormatException">What is wrong with it.</exception>
    public static Formula Parse(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        TimeOnly? at = null;
        if (parts[^1].StartsWith("at ", StringComparison.Ordinal))
        {
            at = TimeOnly.TryParseExact(parts[^1].AsSpan(3), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : throw new FormatException($"'{parts[^1]}' has no time of day like 12:00.");
            parts = parts[..^1];
        }
        return new Formula([.. parts.Select(Step.Parse)], at);
    }

    /// <summary>The deadline, and each step on the way to it.</summary>
    /// <param name="from">The date that it is counted from; it does not count itself.</param>
    /// <param name="calendar">Holidays and kinds of days.</param>
    /// <param name="suspended">Days on which no time runs. Only steps that count forwards are made longer by them.</param>
    /// <exception cref="ArgumentOutOfRangeException">The result would lie after the year 9999 or before the year 1.</exception>
    public Deadline From(DateOnly from, DayCalendar calendar, params IReadOnlyList<Period> suspended)
    {
        var taken = new List<StepTaken>(steps.Length);
        var date = from;
        foreach (var step in steps)
        {
            date = step.From(date, calendar, suspended);
            taken.Add(new StepTaken(step.ToString(), date));
        }
        return new Deadline(date, At, taken);
    }

    /// <summary>In the form in which it is read.</summary>
    public override string ToString() => string.Join(", ", (string[])[.. steps.Select(step => step.ToString()), .. At is { } at ? [at.ToString("'at 'HH:mm", CultureInfo.InvariantCulture)] : Array.Empty<string>()]);

    private enum Unit { Days, Weeks, Months, Years }

    private abstract record Step
    {
        public abstract DateOnly From(DateOnly date, DayCalendar calendar, IReadOnlyList<Period> suspended);

        public static Step Parse(string text)
        {
            var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return words switch
            {
                [['+' or '-', ..], var unit] => Counted(words[0], unit),
                ["shift", "next", var kind] => new Shift(true, DayKinds.Parse(kind)),
                ["shift", "previous", var kind] => new Shift(false, DayKinds.Parse(kind)),
                ["first", var kind, "of", .. var month] => new FirstOf(DayKinds.Parse(kind), Months(month)),
                ["last", var kind, "of", .. var month] => new LastOf(DayKinds.Parse(kind), Months(month)),
                ["last", var kind, "before", "day", var day, "of", .. var month] => new LastBefore(DayKinds.Parse(kind), Day(day), Months(month)),
                ["day", var day, "of", .. var month] => new OnDay(Day(day), Months(month)),
                ["date", var date] => OnDate(date, 0),
                ["date", var date, "of", "next", "year"] => OnDate(date, 1),
                _ => throw Wrong(),
            };

            FormatException Wrong() => new($"'{text}' is no step of a deadline, such as '+14 days', 'last bank-day of month' or 'shift next working-day'.");
            int Months(string[] month) => month switch { ["month"] => 0, ["next", "month"] => 1, ["previous", "month"] => -1, _ => throw Wrong() };
            static Step OnDate(string date, int years) => DateOnly.TryParseExact("2024-" + date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? new OnDate(day.Month, day.Day, years)
                : throw new FormatException($"'{date}' is no date like 05-01.");
            static int Day(string day) => int.TryParse(day, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 31
                ? number
                : throw new FormatException($"'{day}' is no day of a month, 1 to 31.");
        }

        private static Step Counted(string count, string unit)
        {
            if (!int.TryParse(count, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) || Math.Abs((long)number) > MostDays)
                throw new FormatException($"'{count}' is no number from -{MostDays} to +{MostDays}.");
            return unit switch
            {
                "days" => new Add(number, Unit.Days),
                "weeks" => new Add(number, Unit.Weeks),
                "months" => new Add(number, Unit.Months),
                "years" => new Add(number, Unit.Years),
                [.. var kind, 's'] => new AddKind(number, DayKinds.Parse(kind)),
                _ => throw new FormatException($"'{unit}' is nothing to count; it is days, weeks, months, years or a kind of day such as working-days."),
            };
        }

        protected static DateOnly MonthOf(DateOnly date, int months) => new DateOnly(date.Year, date.Month, 1).AddMonths(months);

        protected static DateOnly DayOf(DateOnly month, int day) => new(month.Year, month.Month, Math.Min(day, DateTime.DaysInMonth(month.Year, month.Month)));

        protected static string Word(int months) => months switch { 0 => "month", 1 => "next month", _ => "previous month" };

        protected static string Signed(int count) => count.ToString("+0;-0;+0", CultureInfo.InvariantCulture);
    }

    private sealed record Add(int Count, Unit Unit) : Step
    {
        public override DateOnly From(DateOnly date, DayCalendar calendar, IReadOnlyList<Period> suspended) => Unit switch
        {
            Unit.Days => calendar.Add(date, Count, DayKind.CalendarDay, Count > 0 ? suspended : []),
            Unit.Weeks => calendar.Add(date, 7 * Count, DayKind.CalendarDay, Count > 0 ? suspended : []),
            Unit.Months => DayCalendar.AddMonths(date, Count, suspended),
            _ => DayCalendar.AddMonths(date, 12 * Count, suspended),
        };

        public override string ToString() => $"{Signed(Count)} {Unit.ToString().ToLowerInvariant()}";
    }

    private sealed record AddKind(int Count, DayKind Kind) : Step
    {
        public override DateOnly From(DateOnly date, DayCalendar calendar, IReadOnlyList<Period> suspended) => calendar.Add(date, Count, Kind, Count > 0 ? suspended : []);

        public override string ToString() => $"{Signed(Count)} {Kind.Name()}s";
    }

    private sealed record Shift(bool Next, DayKind Kind) : Step
    {
        public override DateOnly From(DateOnly date, DayCalendar calendar, IReadOnlyList<Period> suspended) => Next ? calendar.OnOrAfter(date, Kind) : calendar.OnOrBefore(date, Kind);

        public override string ToString() => $"shift {(Next ? "next" : "previous")} {Kind.Name()}";
    }

    private sealed record FirstOf(DayKind Kind, int Months) : Step
    {
        public override DateOnly From(DateOnly date, DayCalendar calendar, IReadOnlyList<Period> suspended) => calendar.OnOrAfter(MonthOf(date, Months), Kind);

        public override string ToString() => $"first {Kind.Name()} of {Word(Months)}";
    }

    private sealed record LastOf(DayKind Kind, int Months) : Step
    {
        public override DateOnly From(DateOnly date, DayCalendar calendar, IReadOnlyList<Period> suspended) => calendar.OnOrBefore(DayOf(MonthOf(date, Months), 31), Kind);

        public override string ToString() => $"last {Kind.Name()} of {Word(Months)}";
    }

    private sealed record LastBefore(DayKind Kind, int Day, int Months) : Step
    {
        public override DateOnly From(DateOnly date, DayCalendar calendar, IReadOnlyList<Period> suspended) => calendar.OnOrBefore(DayOf(MonthOf(date, Months), Day).AddDays(-1), Kind);

        public override string ToString() => $"last {Kind.Name()} before day {Day} of {Word(Months)}";
    }

    private sealed record OnDay(int Day, int Months) : Step
    {
        public override DateOnly From(DateOnly date, DayCalendar calendar, IReadOnlyList<Period> suspended) => DayOf(MonthOf(date, Months), Day);

        public override string ToString() => $"day {Day} of {Word(Months)}";
    }

    private sealed record OnDate(int Month, int Day, int Years) : Step
    {
        public override DateOnly From(DateOnly date, DayCalendar calendar, IReadOnlyList<Period> suspended) => DayOf(new DateOnly(date.Year + Years, Month, 1), Day);

        public override string ToString() => $"date {Month:00}-{Day:00}{(Years == 0 ? "" : " of next year")}";
    }
}

/// <summary>A computed deadline.</summary>
/// <param name="Date">The last day on which it is in time.</param>
/// <param name="At">Until when on that day by Danish clocks; null: until its end.</param>
/// <param name="Steps">How it was computed.</param>
public sealed record Deadline(DateOnly Date, TimeOnly? At, IReadOnlyList<StepTaken> Steps)
{
    /// <summary>The first instant at which it is too late.</summary>
    public DateTimeOffset TooLateFrom => DanishTime.TooLateFrom(Date, At);

    /// <summary>Extended by the authority: the new date, or this one where that is no later. An extension never takes time away.</summary>
    public Deadline ExtendedTo(DateOnly date) => date <= Date ? this : new Deadline(date, At, [.. Steps, new StepTaken("extended", date)]);
}

/// <param name="Step">The step as it stands in the formula.</param>
/// <param name="Date">The date that it led to.</param>
public sealed record StepTaken(string Step, DateOnly Date);
