using System.Globalization;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>By which ways a message reaches somebody. What was sent also stands on a page of the portal, always.</summary>
[Flags]
internal enum Channels
{
    None = 0,
    Email = 1,
    Sms = 2,
    Push = 4,
    Post = 8,
}

/// <summary>What a person is reminded of: for each kind of date, how many days before, and by which channels. Pure; kept as text.</summary>
internal sealed class ReminderRules
{
    /// <summary>The numbers of days that can be chosen.</summary>
    public static readonly IReadOnlyList<int> Offered = [30, 14, 7, 3, 1, 0];

    private readonly Dictionary<CalendarKind, Rule> rules;

    private ReminderRules(Dictionary<CalendarKind, Rule> rules) => this.rules = rules;

    /// <param name="Days">So many days before.</param>
    /// <param name="Channels">By these.</param>
    /// <param name="Never">Never by these, whatever happens: the person has said so in a mail.</param>
    internal sealed record Rule(IReadOnlyList<int> Days, Channels Channels, Channels Never = Channels.None);

    /// <summary>A deadline that the law sets: in time to act, near, and on the day. Money and promised answers come by themselves: nothing.</summary>
    public static ReminderRules Default(Channels channels) => new(Enum.GetValues<CalendarKind>().ToDictionary(kind => kind, kind => new Rule(
        kind switch { CalendarKind.Deadline => [14, 3, 0], CalendarKind.Appointment => [7, 1], CalendarKind.Own => [1], _ => [] }, channels)));

    public Rule this[CalendarKind kind] => rules.TryGetValue(kind, out var rule) ? rule : new([], Channels.None);

    public ReminderRules With(CalendarKind kind, Rule rule) => new(new(rules) { [kind] = rule });

    /// <summary>No mail any more about this kind: what "unsubscribe" in a mail means.</summary>
    public ReminderRules Without(CalendarKind kind, Channels channel) => With(kind, this[kind] with { Channels = this[kind].Channels & ~channel, Never = this[kind].Never | channel });

    public override string ToString() => string.Join(';', rules.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}:{Text(pair.Value.Days)}:{(int)pair.Value.Channels}:{(int)pair.Value.Never}"));

    public static ReminderRules Parse(string text) => new(text.Split(';').Select(rule => rule.Split(':')).Where(rule => rule.Length == 4 && Enum.TryParse<CalendarKind>(rule[0], out _))
        .ToDictionary(rule => Enum.Parse<CalendarKind>(rule[0]), rule => new Rule(Days(rule[1]), (Channels)int.Parse(rule[2], CultureInfo.InvariantCulture), (Channels)int.Parse(rule[3], CultureInfo.InvariantCulture))));

    public static string Text(IEnumerable<int> days) => string.Join(',', days.Select(day => day.ToString(CultureInfo.InvariantCulture)));

    public static IReadOnlyList<int> Days(string text) => text.Length == 0 ? [] : [.. text.Split(',').Select(day => int.Parse(day, CultureInfo.InvariantCulture))];
}
