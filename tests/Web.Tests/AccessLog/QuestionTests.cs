using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Overblik.AccessLog;
using Overblik.Calendar;
using Overblik.Deadlines;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.Outbox;

namespace Overblik.Web.Tests;

/// <summary>A person asks an authority about a look-up, and is answered; and is told of what is unusual.</summary>
public sealed class QuestionTests : IAsyncLifetime
{
    private const string Contact = "databeskyttelse@alfa.example";
    private readonly TestMachine machine = new() { Scope = "access-log" };
    private readonly TestChannel email = new(Channels.Email);
    private PortalHost own = null!;

    public async ValueTask InitializeAsync()
    {
        string[] asked = [$"--Identity:Machines:0:Sources:0:DataProtectionCvr={PortalHost.Steward}", $"--Identity:Machines:0:Sources:0:DataProtectionEmail={Contact}"];
        own = await PortalHost.Start(services => services.AddSingleton<IChannel>(email), [.. machine.Settings, .. asked]);
        // A working day at noon, whatever the day is on which this runs.
        var now = own.Time.GetUtcNow();
        var day = DayCalendar.Danish.OnOrAfter(DanishTime.DateOf(now).AddDays(1), DayKind.WorkingDay);
        own.Time.Forward(DanishTime.Instant(day, new TimeOnly(12, 0)) - now);
    }

    public async ValueTask DisposeAsync()
    {
        machine.Dispose();
        await own.DisposeAsync();
    }

    [Fact]
    public async Task Of_what_a_routine_has_read_each_can_be_asked_about()
    {
        using var person = await own.SignIn();
        await Write(Line(person) with { Purpose = "housing-benefit.control", Case = "" }, Line(person) with { Id = Guid.NewGuid(), Purpose = "housing-benefit.control", Case = "", Reference = "ref-10" });
        var asked = (await person.Page("/hvem-har-set")).QuerySelectorAll(".ov-log details li a").Select(link => link.GetAttribute("href")!).ToList();
        Assert.Equal(2, asked.Distinct().Count());
        foreach (var path in asked) Assert.Contains("Myndighed alfa", (await person.Page(path)).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_asks_from_a_line_and_is_answered_and_both_stand_in_the_log()
    {
        using var person = await own.SignIn();
        await Reach(person);
        await Write(Line(person));
        var list = await person.Page("/hvem-har-set");
        var page = await person.Page(list.QuerySelector("a[href^='/hvem-har-set/spoerg/']")!.GetAttribute("href")!);
        Assert.Contains("Myndighed alfa", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        // What is missing is said, and what was written stays.
        using (var empty = await person.Submit(page, "main form", ("Text", "  "))) Assert.Contains("Skriv, hvad du vil vide.", (await Visitor.Parse(empty)).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        using (var sent = await person.Submit(page, "main form", ("Text", "Hvorfor <b>slog</b> I mig op?"))) Assert.Equal("/hvem-har-set/spoergsmaal", sent.Headers.Location!.ToString());
        // Twice is once.
        using (await person.Submit(page, "main form", ("Text", "Igen"))) { }
        await using var db = await own.Databases.CreateDbContextAsync();
        var row = Assert.Single(await db.Set<Question>().AsNoTracking().Where(q => q.Person == person.Person).ToListAsync());
        var due = RuleBook.Danish.Find(Questions.Rule, Today)!.Formula.From(Today, DayCalendar.Danish).Date;
        Assert.Equal((due, PortalHost.A), (row.Due, row.Source));
        Assert.True(row.Due >= Today.AddMonths(1) && DayCalendar.Danish.Is(DayKind.WorkingDay, row.Due));
        var waits = (await person.Page("/hvem-har-set/spoergsmaal")).QuerySelector("main")!;
        Assert.Contains("Hvorfor <b>slog</b> I mig op?", waits.TextContent, StringComparison.Ordinal);
        Assert.Contains($"Du skal have svar senest den {due.ToString("d. MMMM yyyy", Language.Cultures[0])}", waits.TextContent, StringComparison.Ordinal);
        Assert.Contains("Svar på dit spørgsmål om et opslag", (await person.Page("/kalender")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);

        // The contact is told, without a word of whom or what.
        await Until(() => email.Taken.Any(message => message.To.To == Contact));
        var mail = email.Taken.Single(message => message.To.To == Contact);
        Assert.Equal($"/myndighed/spoergsmaal/{row.Leaf}", mail.Path);
        Assert.DoesNotContain("Hvorfor", mail.Text, StringComparison.Ordinal);

        using var employee = await own.SignInStaff(roles: StaffRoles.DataProtection);
        Assert.DoesNotContain("Hvorfor", (await employee.Page("/myndighed/spoergsmaal")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        var open = await employee.Page($"/myndighed/spoergsmaal/{row.Leaf}");
        foreach (var evidence in new[] { "Hvorfor <b>slog</b> I mig op?", person.Number.Digits.Insert(6, "-"), "26-17", "ref-9", "Borgerservice, Sagsbehandler, SAPA" }) Assert.Contains(evidence, open.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Contains($"DTSTART;VALUE=DATE:{row.Due:yyyyMMdd}\r\n", await employee.Json($"/myndighed/spoergsmaal/{row.Leaf}?handler=Date"), StringComparison.Ordinal);
        using (var sent = await employee.Submit(open, "main form", ("Text", "Det var for at behandle din ansøgning."))) Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
        using (var twice = await employee.Submit(open, "main form", ("Text", "Noget andet."))) Assert.Contains("allerede besvaret", (await Visitor.Parse(twice)).QuerySelector("main")!.TextContent, StringComparison.Ordinal);

        await Until(() => email.Taken.Any(message => message.Person == person.Person && message.Path == "/hvem-har-set/spoergsmaal"));
        var answered = (await person.Page("/hvem-har-set/spoergsmaal")).QuerySelector("main")!.TextContent;
        Assert.Contains("Det var for at behandle din ansøgning.", answered, StringComparison.Ordinal);
        Assert.DoesNotContain("Noget andet.", answered, StringComparison.Ordinal);
        // The employee's reading, the question and the answer are entries; none of them is a look-up that is judged.
        var log = (await person.Page("/hvem-har-set")).QuerySelector(".ov-log")!;
        foreach (var said in new[] { "Du spurgte om et opslag", "Svar på dit spørgsmål" }) Assert.Contains(said, log.TextContent, StringComparison.Ordinal);
        Assert.Empty(log.QuerySelectorAll(".badge"));
        var lines = await own.LogOf(person.Person);
        Assert.Single(lines, line => line.Act == "access-log.ask");
        Assert.Equal(row.Leaf, Assert.Single(lines, line => line.Act == "access-log.answer").Of);
        Assert.Contains(lines, line => line.Act == "access-log.question.read" && line.Authority == PortalHost.A);
        Assert.Equal(LeafKind.Question, Leaf.KindOf((await db.Set<LogLeaf>().SingleAsync(leaf => leaf.Index == row.Leaf)).Bytes));
        Assert.DoesNotContain("Svar på dit spørgsmål om et opslag", (await person.Page("/kalender")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_is_for_its_authority_alone_and_a_line_for_its_person()
    {
        using var person = await own.SignIn();
        using var other = await own.SignIn();
        await Write(Line(person), Line(person) with { Authority = "kun-selv" });
        var leaf = (await person.Page("/hvem-har-set")).QuerySelector("a[href^='/hvem-har-set/spoerg/']")!.GetAttribute("href")!;
        // Nobody answers for the other source.
        Assert.Single((await person.Page("/hvem-har-set")).QuerySelectorAll("a[href^='/hvem-har-set/spoerg/']"));
        await other.Page(leaf, HttpStatusCode.NotFound);
        await person.Page("/hvem-har-set/spoerg/999999", HttpStatusCode.NotFound);
        using (await person.Submit(await person.Page(leaf), "main form", ("Text", "Hvorfor?"))) { }
        await using var db = await own.Databases.CreateDbContextAsync();
        var row = await db.Set<Question>().SingleAsync(q => q.Person == person.Person);
        using var stranger = await own.SignInStaff(cvr: "19435075", roles: StaffRoles.DataProtection);
        await stranger.Page($"/myndighed/spoergsmaal/{row.Leaf}", HttpStatusCode.NotFound);
        using var steward = await own.SignInStaff();
        await steward.Page("/myndighed/spoergsmaal", HttpStatusCode.Forbidden);
        await person.Page("/myndighed/spoergsmaal", HttpStatusCode.Forbidden);
        // Their own start, wherever every employee's sign-in leads.
        using var employee = await own.SignInStaff(roles: StaffRoles.DataProtection);
        using var start = await employee.Get("/myndighed");
        Assert.Equal("/myndighed/spoergsmaal", start.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Both_deadlines_of_a_question_go_by_the_date_that_the_portal_shows()
    {
        await using var moved = await PortalHost.Start("--Today=2031-03-03");
        var (questions, asked) = (moved.App.Services.GetRequiredService<Questions>(), new DateOnly(2031, 3, 3));
        var question = new Question { Person = PersonId.New(), Leaf = 1, About = 0, Source = PortalHost.A, At = moved.Time.GetUtcNow(), Due = questions.Due() };
        Assert.Equal((Last(Questions.Rule), Last(Questions.ExtendedRule)), (question.Due, questions.Extended(question)));

        DateOnly Last(string rule) => RuleBook.Danish.Find(rule, asked)!.Formula.From(asked, DayCalendar.Danish).Date;
    }

    [Fact]
    public async Task An_answer_is_postponed_once_with_the_reason_and_within_the_first_month()
    {
        using var person = await own.SignIn();
        await Reach(person);
        await Write(Line(person), Line(person) with { Id = Guid.NewGuid(), At = Line(person).At.AddDays(-3), Reference = "ref-10" });
        var asked = Today;
        foreach (var link in (await person.Page("/hvem-har-set")).QuerySelectorAll("a[href^='/hvem-har-set/spoerg/']").Select(link => link.GetAttribute("href")!).Distinct().ToList())
            using (await person.Submit(await person.Page(link), "main form", ("Text", "Hvorfor?"))) { }
        await using var db = await own.Databases.CreateDbContextAsync();
        var rows = await db.Set<Question>().AsNoTracking().Where(q => q.Person == person.Person).OrderBy(q => q.Leaf).ToListAsync();
        var later = RuleBook.Danish.Find(Questions.ExtendedRule, asked)!.Formula.From(asked, DayCalendar.Danish).Date;
        Assert.InRange(later, asked.AddMonths(3), asked.AddMonths(3).AddDays(6));
        using var employee = await own.SignInStaff(roles: StaffRoles.DataProtection);
        var page = await employee.Page($"/myndighed/spoergsmaal/{rows[0].Leaf}");
        using (var empty = await employee.Submit(page, "form[action$=Postpone]", ("Reason", " "))) Assert.Contains("Skriv, hvorfor svaret bliver udskudt.", (await Visitor.Parse(empty)).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        using (var sent = await employee.Submit(page, "form[action$=Postpone]", ("Reason", "Vi venter på <en> anden."))) Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
        using (var twice = await employee.Submit(page, "form[action$=Postpone]", ("Reason", "Igen"))) Assert.Contains("ikke udskydes mere", (await Visitor.Parse(twice)).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Null((await employee.Page($"/myndighed/spoergsmaal/{rows[0].Leaf}")).QuerySelector("form[action$=Postpone]"));

        Assert.Equal(later, (await db.Set<Question>().AsNoTracking().SingleAsync(q => q.Leaf == rows[0].Leaf)).Due);
        var own1 = (await person.Page("/hvem-har-set/spoergsmaal")).QuerySelector("main")!.TextContent;
        Assert.Contains("Vi venter på <en> anden.", own1, StringComparison.Ordinal);
        Assert.Contains($"senest den {later.ToString("d. MMMM yyyy", Language.Cultures[0])}", own1, StringComparison.Ordinal);
        Assert.Contains("Svaret på dit spørgsmål er udskudt", (await person.Page("/hvem-har-set")).QuerySelector(".ov-log")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(rows[0].Leaf, Assert.Single(await own.LogOf(person.Person), line => line.Act == "access-log.postpone").Of);
        await Until(() => email.Taken.Any(message => message.Person == person.Person && message.Text.Contains("mere tid", StringComparison.Ordinal)));

        // The other one, when its month has passed.
        own.Time.Forward(TimeSpan.FromDays(45));
        using var tomorrow = await own.SignInStaff(roles: StaffRoles.DataProtection);
        Assert.Null((await tomorrow.Page($"/myndighed/spoergsmaal/{rows[1].Leaf}")).QuerySelector("form[action$=Postpone]"));
        using var late = await tomorrow.Submit(await tomorrow.Page($"/myndighed/spoergsmaal/{rows[1].Leaf}"), "main form", ("Text", "Her er svaret."));
        Assert.Equal(HttpStatusCode.Redirect, late.StatusCode);
    }

    [Fact]
    public async Task Who_has_not_answered_is_told_again_and_the_person_sees_that_it_is_late()
    {
        using var person = await own.SignIn();
        await Write(Line(person));
        var page = await person.Page((await person.Page("/hvem-har-set")).QuerySelector("a[href^='/hvem-har-set/spoerg/']")!.GetAttribute("href")!);
        using (await person.Submit(page, "main form", ("Text", "Hvorfor?"))) { }
        await Until(() => email.Taken.Count(message => message.To.To == Contact) == 1);
        own.Time.Forward(TimeSpan.FromDays(31));
        await Until(() => email.Taken.Count(message => message.To.To == Contact) == 2);
        own.Time.Forward(TimeSpan.FromDays(9));
        using var later = await own.SignIn(person.Number);
        var text = (await later.Page("/hvem-har-set/spoergsmaal")).QuerySelector("main")!.TextContent;
        Assert.Contains("Fristen er overskredet", text, StringComparison.Ordinal);
        Assert.Contains("Klag til Datatilsynet", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_wants_it_is_told_of_unusual_look_ups_once_a_day_and_not_at_night()
    {
        var watch = own.App.Services.GetRequiredService<UnusualWatch>();
        using var person = await own.SignIn();
        await Write(Line(person) with { Case = "" });
        var page = await person.Page("/hvem-har-set/besked");
        Assert.Contains("Vi mangler at vide, hvor vi skal skrive til dig", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await Reach(person);
        using (await person.Submit(await person.Page("/hvem-har-set/besked"), "main form")) { }
        Assert.Contains("Du får besked", (await person.Page("/hvem-har-set/besked")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        int Told() => email.Taken.Count(message => message.Person == person.Person);
        // What was before is not told of, and what is usual neither.
        await Write(Line(person));
        await watch.RunOnce(default);
        Assert.Equal(0, await Waiting(person));
        await Write(Line(person) with { Case = "" });
        await watch.RunOnce(default);
        await Until(() => Told() == 1);
        // The outbox notes it after the channel has taken it.
        await Until(async () => await Waiting(person) == 0);
        Assert.DoesNotContain("Myndighed alfa", email.Taken.Single(message => message.Person == person.Person).Text, StringComparison.Ordinal);
        await Write(Line(person) with { Case = "" });
        await watch.RunOnce(default);
        Assert.Equal(0, await Waiting(person));
        // What was not told within the day is told after it; at night it waits until eight.
        own.Time.Forward(TimeSpan.FromHours(34));
        await watch.RunOnce(default);
        Assert.Equal(1, await Waiting(person));
        Assert.Equal(1, Told());
        own.Time.Forward(TimeSpan.FromHours(11));
        await Until(() => Told() == 2);
        using var again = await own.SignIn(person.Number);
        using (await again.Submit(await again.Page("/hvem-har-set/besked"), "main form")) { }
        await using var db = await own.Databases.CreateDbContextAsync();
        Assert.False(await db.Set<NoticeChoice>().AnyAsync(c => c.Person == person.Person));
    }

    private DateOnly Today => own.App.Services.GetRequiredService<IBusinessClock>().Today;

    private LineBody Line(Visitor person) => new()
    {
        Id = Guid.NewGuid(), Person = person.Person.Value, At = DanishTime.Instant(DayCalendar.Danish.OnOrBefore(Today.AddDays(-1), DayKind.WorkingDay), new TimeOnly(10, 0)), Authority = PortalHost.A, Unit = "Borgerservice", Role = "Sagsbehandler", System = "SAPA",
        Categories = "income", Purpose = "municipality.casework", LegalBasis = "Retssikkerhedsloven § 1", Case = "26-17", Batch = 1, Reference = "ref-9",
    };

    private Task<bool> Write(params LineBody[] lines) => own.App.Services.GetRequiredService<Sequencer>().Append(new Appending([.. lines.Select(line => new NewLine(line))]), default);

    private async Task Reach(Visitor person)
    {
        await using var db = await own.Databases.CreateDbContextAsync();
        var row = new Contact { Person = person.Person, Id = Guid.NewGuid(), Channel = Channels.Email, VerifiedAt = own.Time.GetUtcNow() };
        own.App.Services.GetRequiredService<Sealing>().Seal(row, new Address("nogen@example.org"), CalendarJson.Default.Address);
        db.Add(row);
        await db.SaveChangesAsync();
    }

    private async Task<int> Waiting(Visitor person)
    {
        await using var db = await own.Databases.CreateDbContextAsync();
        return (await db.Set<OutboxMessage>().Where(m => m.Type == NoticeMail.Name && m.DoneAt == null).Select(m => m.Body).ToListAsync()).Count(body => body.Contains(person.Person.Value.ToString(), StringComparison.Ordinal));
    }

    private static Task Until(Func<bool> so) => Until(() => Task.FromResult(so()));

    private static async Task Until(Func<Task<bool>> so)
    {
        for (var i = 0; !await so(); i++)
        {
            Assert.True(i < 400, "It did not come.");
            await Task.Delay(25);
        }
    }
}
