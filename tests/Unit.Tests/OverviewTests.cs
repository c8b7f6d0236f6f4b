using System.Globalization;
using Microsoft.Extensions.Configuration;
using Overblik.Overview;
using Overblik.Platform;

namespace Overblik.Unit.Tests;

public sealed class OverviewTests
{
    private static readonly DateOnly Today = new(2026, 11, 23);
    private static readonly Texts Texts = new([new OverviewModule()]);
    private static readonly AuthorityRef Authority = new("99000011", new Text("Styrelsen", "The Agency"));

    [Theory]
    [InlineData("da-DK", 0, "i dag")]
    [InlineData("da-DK", 1, "i morgen")]
    [InlineData("da-DK", 5, "om 5 dage")]
    [InlineData("da-DK", -2, "for 2 dage siden")]
    [InlineData("da-DK", 15, null)]
    [InlineData("en-GB", -1, "yesterday")]
    [InlineData("en-GB", 14, "in 14 days")]
    public void A_date_is_said_as_people_say_it(string culture, int days, string? expected) =>
        In(culture, () => Assert.Equal(expected, Say.Relative(Today.AddDays(days), Today, Texts)));

    [Theory]
    [InlineData("da-DK", "1234.5", "1.234,50 kr.")]
    [InlineData("da-DK", "7086", "7.086 kr.")]
    [InlineData("en-GB", "1234.5", "DKK 1,234.50")]
    [InlineData("en-GB", "0", "DKK 0")]
    public void An_amount_is_written_as_people_write_it(string culture, string value, string expected) =>
        In(culture, () => Assert.Equal(expected, Say.Money(new Amount(decimal.Parse(value, CultureInfo.InvariantCulture), "DKK"))));

    [Fact]
    public void A_moment_is_said_in_Danish_time() => In("da-DK", () =>
    {
        Assert.Equal("2. december 2026 kl. 9.30", Say.Moment(DateTimeOffset.Parse("2026-12-02T08:30:00Z", CultureInfo.InvariantCulture)));
        Assert.Equal("1. juli 2026 kl. 0.05", Say.Moment(DateTimeOffset.Parse("2026-06-30T22:05:00Z", CultureInfo.InvariantCulture)));
    });

    [Fact]
    public void What_needs_the_person_comes_soonest_first_and_holds_nothing_that_is_done_or_far_away() => In("da-DK", () =>
    {
        using var source = Source();
        var needs = NeedsYou.Of(
            [
                new SourceAnswer(source, SourceState.Answered)
                {
                    Items =
                    [
                        New("far", ItemKind.Deadline) with { Deadline = new Deadline(Today.AddDays(31)) },
                        New("near", ItemKind.Deadline) with { Deadline = new Deadline(Today.AddDays(30)) },
                        New("late", ItemKind.Debt) with { Debt = new Debt(new Amount(500, "DKK"), DebtState.Overdue, Today.AddDays(-3)) },
                        New("agreed", ItemKind.Debt) with { Debt = new Debt(new Amount(500, "DKK"), DebtState.Agreed, Today.AddDays(3)) },
                        New("closed", ItemKind.Deadline) with { Open = false, Deadline = new Deadline(Today) },
                        New("meeting", ItemKind.Appointment) with { Appointment = new Appointment(DateTimeOffset.Parse("2026-11-24T08:00:00Z", CultureInfo.InvariantCulture)) },
                        New("past meeting", ItemKind.Appointment) with { Appointment = new Appointment(DateTimeOffset.Parse("2026-11-22T08:00:00Z", CultureInfo.InvariantCulture)) },
                        New("asked", ItemKind.Message) with { Message = new Message(default, false, Today.AddDays(2)) },
                        New("read", ItemKind.Message) with { Message = new Message(default, true, Today.AddDays(2)) },
                        New("expected", ItemKind.Case) with { Case = new CaseFacts(CaseStatus.Processing, []), Expected = new Expected(new Text("Send noget", "Send something")) },
                    ],
                },
            ], Today, Texts);
        Assert.Equal(["late", "expected", "meeting", "asked", "near"], needs.Select(n => n.Item.Id));
        Assert.Equal([true, false, false, false, false], needs.Select(n => n.Late));
        Assert.Equal("Betal 500 kr.: late", needs[0].Text);
    });

    [Theory]
    [InlineData("Overview:Sources:0:Url=http://authority.example", "https")]
    [InlineData("Overview:Sources:0:TimeLimit=00:00:06", "TimeLimit")]
    [InlineData("Overview:Sources:0:Areas=", "Areas")]
    [InlineData("Overview:Sources:0:Id=Not An Id", "Id must be")]
    [InlineData("Overview:Sources:0:Kinds:0=Spell", "cannot be read")]
    [InlineData("Overview:Sources:0:Tiemlimit=1", "cannot be read")]
    [InlineData("Overview:BreakAfter=0", "BreakAfter")]
    public void A_source_configured_wrongly_stops_the_start_and_says_where(string setting, string expected)
    {
        var values = new Dictionary<string, string?>
        {
            ["Overview:Sources:0:Id"] = "alfa", ["Overview:Sources:0:NameDa"] = "Alfa", ["Overview:Sources:0:NameEn"] = "Alfa",
            ["Overview:Sources:0:Url"] = "https://authority.example", ["Overview:Sources:0:Areas:0"] = "area", ["Overview:Sources:0:Kinds:0"] = "Case",
        };
        Assert.Single(OverviewOptions.Read(Configuration(values)).Sources);
        var at = setting.IndexOf('=', StringComparison.Ordinal);
        if (setting.EndsWith("Areas=", StringComparison.Ordinal)) values.Remove("Overview:Sources:0:Areas:0");
        else values[setting[..at]] = setting[(at + 1)..];
        Assert.Contains(expected, Assert.Throws<StartupException>(() => OverviewOptions.Read(Configuration(values))).Message, StringComparison.Ordinal);
    }

    private static IConfiguration Configuration(Dictionary<string, string?> values) => new ConfigurationBuilder().AddInMemoryCollection(values).Build();

    private static Item New(string id, ItemKind kind) => new(id, kind, "subject", Authority, "area", new Text(id, id), true, default, new Controller(Authority));

    private static Source Source() => new(
        new SourceOptions { Id = "alfa", NameDa = "Alfa", NameEn = "Alfa" }, new OverviewOptions(), new BusinessClock(TimeProvider.System, Configuration([])), TimeProvider.System);

    private static void In(string culture, Action test)
    {
        var (before, beforeUi) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
        try { test(); }
        finally { (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (before, beforeUi); }
    }
}
