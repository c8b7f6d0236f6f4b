namespace Overblik.Deadlines;

/// <summary>Days from the first to the last, both included: the window in which something must happen, or the time for which a deadline is suspended.</summary>
public readonly record struct Period
{
    /// <exception cref="ArgumentException">The last day lies before the first.</exception>
    public Period(DateOnly first, DateOnly last)
    {
        if (last < first) throw new ArgumentException($"A period cannot end ({last:yyyy-MM-dd}) before it begins ({first:yyyy-MM-dd}).", nameof(last));
        (First, Last) = (first, last);
    }

    public DateOnly First { get; }
    public DateOnly Last { get; }

    /// <summary>"Within so many days of" an event: from some days before it to some days after it. Report a move: 28 before to 5 after.</summary>
    /// <param name="date">The day of the event.</param>
    /// <param name="before">Days before it; 0 where it cannot be done earlier.</param>
    /// <param name="after">Days after it.</param>
    /// <param name="kind">Which days are counted.</param>
    /// <param name="calendar">By which calendar.</param>
    public static Period Around(DateOnly date, int before, int after, DayKind kind, DayCalendar calendar) => new(calendar.Add(date, -before, kind), calendar.Add(date, after, kind));

    public bool Contains(DateOnly date) => First <= date && date <= Last;
}
