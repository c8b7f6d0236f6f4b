namespace Overblik.Cli.SourceCheck;

/// <summary>What to check, and how.</summary>
/// <param name="Url">The source's base address, without <c>/v1</c>.</param>
/// <param name="TimeLimit">How long the hub would wait for an answer.</param>
/// <param name="People">Test people; none where the source lists its own.</param>
/// <param name="Unknown">A person the source does not know; null for the usual number.</param>
/// <param name="Areas">The areas agreed; null for all that the source offers.</param>
internal sealed record CheckOptions(Uri Url, TimeSpan TimeLimit, TestPerson[] People, TestPerson? Unknown = null, string[]? Areas = null);

/// <summary>A synthetic person of a test system, or a company. The number is never printed.</summary>
/// <param name="Type"><c>cpr</c> or <c>cvr</c>.</param>
/// <param name="Value">10 digits or 8.</param>
internal sealed record TestPerson(string Type, string Value)
{
    // Well-formed, and of somebody who was born in 1858 and whose day is raised by 60; the other is a number that no register gives out.
    public static readonly TestPerson Nobody = new("cpr", "9112585000"), NoCompany = new("cvr", "99999999");

    public static TestPerson? Parse(string text) => text.Length is 8 or 10 && text.All(char.IsAsciiDigit) ? new(text.Length == 10 ? "cpr" : "cvr", text) : null;

    public override string ToString() => Type;
}
