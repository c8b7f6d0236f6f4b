using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Overblik.Calendar;
using Overblik.Platform;

namespace Overblik.Web.Tests;

/// <summary>What a person writes in their calendar.</summary>
public sealed class OwnEntryTests(PortalHost portal)
{
    private DateOnly Today => portal.App.Services.GetRequiredService<IBusinessClock>().Today;

    [Fact]
    public async Task It_is_written_shown_changed_and_deleted_and_its_words_are_encrypted()
    {
        using var person = await portal.SignIn();
        await Add(person, ("Form.Title", "Ring til skolen"), ("Form.Date", Iso(4)), ("Form.Starts", "14:30"), ("Form.Ends", "15:00"), ("Form.Place", "Hjemme"), ("Form.Note", "Om lejrturen"));
        var page = await person.Page("/kalender");
        Assert.Equal(["Ring til skolen"], CalendarTests.Titles(page));
        foreach (var told in new[] { "kl. 14.30–15.00", "Hjemme", "Om lejrturen", "Din egen" }) Assert.Contains(told, CalendarTests.Row(page, "Ring til skolen"), StringComparison.Ordinal);

        await using (var db = await portal.Databases.CreateDbContextAsync())
        {
            var row = await db.Set<OwnEntry>().SingleAsync(e => e.Person == person.Person);
            Assert.DoesNotContain("skolen", Encoding.UTF8.GetString(row.Sealed), StringComparison.Ordinal);
        }

        var edit = await person.Page(page.QuerySelector("[slot=dates] .ov-title a")!.GetAttribute("href")!);
        Assert.Equal("Ring til skolen", edit.QuerySelector("[name='Form.Title']")!.GetAttribute("value"));
        using (var saved = await person.Submit(edit, "form.ov-narrow", ("Form.Title", "Skriv til skolen"), ("Form.Date", Iso(6)), ("Form.Starts", ""), ("Form.Ends", ""))) Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        Assert.Equal(["Skriv til skolen"], CalendarTests.Titles(await person.Page("/kalender")));

        // Begun from the version before: the later edit stands, and the page says so.
        using (var stale = await person.Submit(edit, "form.ov-narrow", ("Form.Title", "Gammel"), ("Form.Date", Iso(6))))
            Assert.Contains("rettet dette et andet sted", (await Visitor.Parse(stale)).QuerySelector("[data-module=error-summary]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["Skriv til skolen"], CalendarTests.Titles(await person.Page("/kalender")));

        using (var deleted = await person.Submit(edit, "form[action$='handler=Delete']")) Assert.Equal(HttpStatusCode.Redirect, deleted.StatusCode);
        Assert.Empty(CalendarTests.Titles(await person.Page("/kalender")));
        await person.Page(edit.QuerySelector("form.ov-narrow")!.GetAttribute("action")!, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task One_that_comes_again_stands_on_each_of_its_days()
    {
        using var person = await portal.SignIn();
        await Add(person, ("Form.Title", "Medicin"), ("Form.Date", Iso(1)), ("Form.Repeat", "Weekly"), ("Form.Until", Iso(22)));
        var page = await person.Page("/kalender");
        Assert.Equal(4, CalendarTests.Titles(page).Count);
        var file = await person.Json(page.QuerySelector("a[download]")!.GetAttribute("href")!);
        Assert.Contains($"RRULE:FREQ=WEEKLY;UNTIL={Today.AddDays(22):yyyyMMdd}", file, StringComparison.Ordinal);
        Assert.Contains($"DTSTART;VALUE=DATE:{Today.AddDays(1):yyyyMMdd}", file, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Form.Title", "", "Skriv, hvad det er.")]
    [InlineData("Form.Date", "", "Skriv datoen.")]
    [InlineData("Form.Date", "31.2.2026", "Skriv datoen som 2026-12-24 eller 24.12.2026.")]
    [InlineData("Form.Date", "9999-12-31", "Skriv datoen som 2026-12-24 eller 24.12.2026.")]
    [InlineData("Form.Starts", "25:00", "Skriv klokkeslættet som 14:30.")]
    [InlineData("Form.Ends", "10:00", "Skriv også, hvornår det begynder.")]
    [InlineData("Form.Place", "long", "Der er plads til 200 tegn.")]
    public async Task What_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(string field, string value, string told)
    {
        using var person = await portal.SignIn();
        if (value == "long") value = new string('x', 201);
        using var response = await person.Submit(await person.Page("/kalender/ny"), "form.ov-narrow", [.. new (string Name, string Value)[] { ("Form.Title", "Tandlæge"), ("Form.Date", Iso(2)), ("Form.Note", "Husk det") }.Where(it => it.Name != field), (field, value)]);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var page = await Visitor.Parse(response);
        Assert.Contains(told, page.QuerySelector("[data-module=error-summary]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(told, page.QuerySelector(".form-error-message")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Husk det", page.QuerySelector("textarea")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(CalendarTests.Titles(await person.Page("/kalender")));
    }

    [Fact]
    public async Task A_persons_entries_are_theirs_alone()
    {
        using var person = await portal.SignIn();
        using var other = await portal.SignIn();
        await Add(person, ("Form.Title", "Hemmeligt"), ("Form.Date", Iso(1)));
        var address = (await person.Page("/kalender")).QuerySelector("[slot=dates] .ov-title a")!.GetAttribute("href")!;
        Assert.Empty(CalendarTests.Titles(await other.Page("/kalender")));
        await other.Page(address, HttpStatusCode.NotFound);
        var form = await other.Page("/kalender/ny");
        form.QuerySelector("form.ov-narrow")!.SetAttribute("action", address);
        using (var taken = await other.Submit(form, "form.ov-narrow", ("Form.Title", "Mit"), ("Form.Date", Iso(1)))) Assert.Equal(HttpStatusCode.NotFound, taken.StatusCode);
        form.QuerySelector("form.ov-narrow")!.SetAttribute("action", address + "?handler=Delete");
        using (await other.Submit(form, "form.ov-narrow")) { }
        Assert.Equal(["Hemmeligt"], CalendarTests.Titles(await person.Page("/kalender")));
    }

    [Fact]
    public async Task What_is_kept_is_told_in_the_settings_and_goes_when_the_person_deletes_it()
    {
        using var person = await portal.SignIn();
        await Add(person, ("Form.Title", "Ferie"), ("Form.Date", Iso(1)));
        var settings = await person.Page("/indstillinger");
        Assert.Contains("1 ting, du selv har skrevet i din kalender.", settings.Body!.TextContent, StringComparison.Ordinal);
        using (await person.Submit(settings, "form[action$='handler=Delete']", ("Sure", "true"))) { }
        await using var db = await portal.Databases.CreateDbContextAsync();
        Assert.False(await db.Set<OwnEntry>().AnyAsync(e => e.Person == person.Person));
    }

    [Fact]
    public async Task No_key_that_entries_are_sealed_with_can_be_retired()
    {
        await using var own = await PortalHost.Start();
        using (var person = await own.SignIn()) await Add(person, ("Form.Title", "Ferie"), ("Form.Date", Iso(1)));
        List<string> settings = ["--environment=Development", "--Data=" + own.Folder];
        if (own.Database is not null) settings.Add("--Database:Postgres=" + own.Database);
        async Task Run(string verb) => Assert.True(await Verbs.Run([.. verb.Split(' '), .. settings]));
        await Run("keys rotate calendar --at-once");
        Assert.Contains("1 rows are still stored", (await Assert.ThrowsAsync<StartupException>(() => Run("keys retire calendar"))).Message, StringComparison.Ordinal);
        await Run("keys rekey");
        await Run("keys retire calendar");
        await using var after = await own.Again();
        await using var db = await after.Databases.CreateDbContextAsync();
        var row = await db.Set<OwnEntry>().SingleAsync();
        Assert.Equal(2, row.KeyVersion);
        Assert.Contains("Ferie", Encoding.UTF8.GetString(after.App.Services.GetRequiredService<Platform.Keys.KeyRing>().Decrypt(Platform.Keys.KeyPurpose.Calendar, row.Sealed, row.Id.ToByteArray())), StringComparison.Ordinal);
    }

    private static async Task Add(Visitor person, params (string, string)[] fields)
    {
        using var response = await person.Submit(await person.Page("/kalender/ny"), "form.ov-narrow", fields);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
    }

    private string Iso(int days) => Today.AddDays(days).ToString("yyyy-MM-dd");
}
