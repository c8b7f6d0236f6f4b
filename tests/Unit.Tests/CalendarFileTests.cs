using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Overblik.Calendar;
using Overblik.Deadlines;
using Overblik.Platform.Ports;

namespace Overblik.Unit.Tests;

/// <summary>What ical.js, an independent reader of RFC 5545, finds in our files.</summary>
public sealed class CalendarFileTests
{
    private static readonly DateTimeOffset Stamp = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Another_reader_finds_what_was_written()
    {
        var entries = Entries().Array[60].Single();
        var files = entries.Select((entry, i) => CalendarFile.Write([CalendarFile.Event(entry, $"part-{i}@example.dk", i, Stamp, null, "Hvad: æøå, \"tegn\"; og\nen linje til")], entry.Date)).ToList();
        foreach (var (entry, read, i) in entries.Zip(await Read(files), Enumerable.Range(0, files.Count)).Select(it => it))
        {
            Assert.Equal("PUBLISH", (string?)read["method"]);
            var item = read["events"]!.AsArray().Single()!;
            Assert.Equal(($"part-{i}@example.dk", entry.Title, i), ((string?)item["uid"], (string?)item["summary"], (int)item["sequence"]!));
            Assert.Equal("Hvad: æøå, \"tegn\"; og\nen linje til", (string?)item["description"]);
            Assert.Equal(entry.Place, (string?)item["location"]);
            Assert.Equal(entry.Time is { } time ? Utc(DanishTime.Instant(entry.Date, time)) : entry.Date.ToString("yyyy-MM-dd"), (string?)item["start"]);
            Assert.Equal(entry.Ends is { } ends ? Utc(ends) : entry.Time is null ? entry.Date.AddDays(1).ToString("yyyy-MM-dd") : null, (string?)item["end"]);
        }
    }

    [Fact]
    public async Task Another_reader_finds_the_same_days_of_what_comes_again()
    {
        var own = Gen.Select(Dates(), Gen.Int[1, 5], Gen.Int[-1, 900], Gen.Bool).Select((date, repeat, until, timed) =>
            new Own(date, timed ? new TimeOnly(9, 30) : null, null, (Repeat)repeat, until < 0 ? null : date.AddDays(until), new Words("Igen", null, null))).Array[60].Single();
        var files = own.Select(it => CalendarFile.Write([CalendarFile.Event(new CalendarEntry("x", CalendarKind.Own, it.Date, "Igen") { Time = it.Starts }, "x@example.dk", 0, Stamp, CalendarFile.Rule(it))], it.Date)).ToList();
        foreach (var (it, read) in own.Zip(await Read(files)))
        {
            var days = read["events"]![0]!["days"]!.AsArray().Select(day => (string)day!);
            var expected = Repetition.Days(it.Date, it.Repeat, it.Until, it.Date, it.Date.AddYears(19)).Take(40).Select(day => it.Starts is { } time ? Utc(DanishTime.Instant(day, time)) : day.ToString("yyyy-MM-dd")).ToList();
            Assert.Equal(expected, days.Take(expected.Count));
        }
    }

    [Fact]
    public async Task A_deadline_warns_three_days_before_at_nine_in_the_morning_and_what_is_over_does_not()
    {
        var deadline = new CalendarEntry("d", CalendarKind.Deadline, new(2026, 12, 10), "Frist");
        var read = await Read([.. new[] { deadline, deadline with { Over = true }, deadline with { Kind = CalendarKind.Appointment, Time = new(9, 0) } }.Select(entry => CalendarFile.Write([CalendarFile.Event(entry, "d@example.dk", 0, Stamp)], entry.Date, TimeSpan.FromHours(6)))]);
        Assert.Equal(["-P2DT15H", "", "-P1D"], read.Select(file => string.Join(',', file["events"]![0]!["alarms"]!.AsArray().Select(alarm => (string)alarm!))));
    }

    private static Gen<DateOnly> Dates() => Gen.Int[new DateOnly(2024, 1, 1).DayNumber, new DateOnly(2030, 12, 31).DayNumber].Select(DateOnly.FromDayNumber);

    // Every half hour of the day, also those that summer time skips or repeats.
    private static Gen<CalendarEntry> Entries() => Gen.Select(Gen.OneOf(Dates(), Gen.OneOf(Gen.Const(new DateOnly(2026, 3, 29)), Gen.Const(new DateOnly(2026, 10, 25)))), Gen.Int[-1, 47], Gen.Int[-1, 6]).Select((date, half, length) =>
    {
        var time = half < 0 ? (TimeOnly?)null : TimeOnly.MinValue.AddMinutes(30 * half);
        return new CalendarEntry("x", CalendarKind.Appointment, date, "Møde, med; tegn\\") { Time = time, Ends = time is { } start && length > 0 ? DanishTime.Instant(date, start).AddMinutes(30 * length) : null, Place = "Gade 1, 1000 By" };
    });

    private static string Utc(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.000Z");

    private static async Task<IReadOnlyList<JsonNode>> Read(List<string> files)
    {
        var folder = typeof(CalendarFileTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(it => it.Key == "IcalCheck").Value!;
        using var node = Process.Start(new ProcessStartInfo("node", ["check.mjs"]) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var output = node.StandardOutput.ReadToEndAsync();
        foreach (var file in files) await node.StandardInput.WriteLineAsync(JsonSerializer.Serialize(file));
        node.StandardInput.Close();
        await node.WaitForExitAsync();
        Assert.Equal(0, node.ExitCode);
        var read = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(files.Count, read.Count);
        return read;
    }
}
