using System.Globalization;
using Microsoft.Extensions.Configuration;
using Overblik.Overview;
using Overblik.Platform;
using static Overblik.Unit.Tests.Cultures;

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

    [Fact]
    public void What_is_to_be_paid_is_the_amount_that_is_due_and_otherwise_the_authoritys_own_words() => In("da-DK", () =>
    {
        using var source = Source();
        var agreed = New("Restskat", ItemKind.Debt) with
        {
            Debt = new Debt(new Amount(12_000, "DKK"), DebtState.Agreed, Today.AddDays(90)),
            Expected = new Expected(new Text("Betal første afdrag på 500 kr.", "Pay the first instalment of DKK 500."), Today.AddDays(3)),
        };
        var need = Assert.Single(NeedsYou.Of([new SourceAnswer(source, SourceState.Answered) { Items = [agreed] }], Today, Texts));
        Assert.Equal("Betal første afdrag på 500 kr.", need.Text);
        Assert.Equal("Styrelsen · Restskat · 12.000 kr.", need.About);
        Assert.Equal(Today.AddDays(3), need.Due);
    });

    [Theory]
    [InlineData("Created", true, true)]
    [InlineData("Processing", true, true)]
    [InlineData("Processing", false, false)]
    [InlineData("Decided", true, false)]
    [InlineData("Rejected", true, false)]
    [InlineData("Closed", false, false)]
    public void Nobody_is_told_to_wait_for_a_decision_that_has_been_made(string status, bool open, bool awaited) => In("da-DK", () =>
    {
        using var source = Source();
        var item = New("sag", ItemKind.Case) with { Open = open, DecisionBy = Today.AddDays(30), Case = new CaseFacts(Enum.Parse<CaseStatus>(status), []) };
        Assert.StartsWith(awaited ? "Du får svar senest" : "Senest ændret", ItemRow.Of(item, source, Today, Texts).When, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData(true, -1, "Fristen er overskredet", "Error")]
    [InlineData(true, 3, null, "Warning")]
    [InlineData(true, 20, null, "Neutral")]
    [InlineData(false, -1, "Ikke aktuel længere", "Neutral")]
    public void A_deadline_that_is_over_is_neither_called_done_nor_missed(bool open, int days, string? badge, string tone) => In("da-DK", () =>
    {
        using var source = Source();
        var row = ItemRow.Of(New("frist", ItemKind.Deadline) with { Open = open, Deadline = new Deadline(Today.AddDays(days), null, new Text("Støtten falder bort.", "The benefit lapses.")) }, source, Today, Texts);
        Assert.Equal((badge, tone, "Støtten falder bort."), (row.Badge, row.Tone.ToString(), row.Note));
    });

    [Fact]
    public void What_a_row_leaves_out_it_says() => In("da-DK", () =>
    {
        using var source = Source();
        var fields = Enumerable.Range(1, 5).Select(i => new RegisteredField(new Text("Felt " + i, "Field"), new Text("v", "v"), i == 2)).ToList();
        Assert.Equal("Felt 1: v · Felt 2: beskyttet · Felt 3: v · og 2 mere", ItemRow.Of(New("r", ItemKind.Registration) with { Registration = new Registration(fields) }, source, Today, Texts).Note);
    });

    [Fact]
    public void A_moment_of_another_day_is_said_with_its_date() => In("da-DK", () =>
    {
        var now = DateTimeOffset.Parse("2026-11-24T08:00:00Z", CultureInfo.InvariantCulture);
        Assert.Equal("kl. 7.30", Say.Since(DateTimeOffset.Parse("2026-11-24T06:30:00Z", CultureInfo.InvariantCulture), now));
        Assert.Equal("23. november 2026 kl. 7.30", Say.Since(DateTimeOffset.Parse("2026-11-23T06:30:00Z", CultureInfo.InvariantCulture), now));
    });

    [Theory]
    [InlineData("Overview:BreakFor=00:00:00", "BreakFor")]
    [InlineData("Overview:Sources:0:Site=http://authority.example", "Site")]
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
        Assert.Single(OverviewOptions.Read(Configuration(values), demo: false).Sources);
        var at = setting.IndexOf('=', StringComparison.Ordinal);
        if (setting.EndsWith("Areas=", StringComparison.Ordinal)) values.Remove("Overview:Sources:0:Areas:0");
        else values[setting[..at]] = setting[(at + 1)..];
        Assert.Contains(expected, Assert.Throws<StartupException>(() => OverviewOptions.Read(Configuration(values), demo: false)).Message, StringComparison.Ordinal);
    }

    private static IConfiguration Configuration(Dictionary<string, string?> values) => new ConfigurationBuilder().AddInMemoryCollection(values).Build();

    private static Item New(string id, ItemKind kind) => new(id, kind, "subject", Authority, "area", new Text(id, id), true, default, new Controller(Authority));

    private static Source Source() => new(
        new SourceOptions { Id = "alfa", NameDa = "Alfa", NameEn = "Alfa" }, new OverviewOptions(), new BusinessClock(TimeProvider.System, Configuration([])), TimeProvider.System);
}
