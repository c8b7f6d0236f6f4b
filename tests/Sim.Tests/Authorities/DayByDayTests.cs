using System.Text.Json;
using Overblik.Authorities;
using Overblik.Population;
using Overblik.Source;
using Laid = Overblik.Authorities.Desk;

namespace Overblik.Sim.Tests;

/// <summary>What an authority says on one day it still says on the next, unless something has happened: every second person, each on a day of the own within two years.</summary>
public sealed class DayByDayTests
{
    private static readonly People People = new();

    [Fact]
    public void No_date_moves_with_the_days()
    {
        var wrong = new Dictionary<string, string>();
        var followed = new HashSet<Kind>();
        void Follow(Person person, DateOnly today)
        {
            var (life, tomorrows) = (People.At(person, today), People.At(person, today.AddDays(1)));
            foreach (var source in PlayedSource.All)
            {
                var before = Items(source, life).ToDictionary(it => it.Id);
                foreach (var item in Items(source, tomorrows))
                {
                    if (!before.TryGetValue(item.Id, out var then)) continue;
                    followed.Add(item.Kind);
                    foreach (var moved in Moved(then, item, today)) wrong.TryAdd($"{source.Id}, {item.Kind}, {moved}, {item.Title.En}", $"person {person.Index} on {today:O}");
                }
            }
        }
        for (var i = 0; i < People.Count; i += 2) Follow(People[i], new DateOnly(2026, 1, 1).AddDays(i % 731));
        // The events of those made by hand move once a month, on a day of the person's own.
        foreach (var person in Persona.All.Select(it => it.Person))
        {
            for (var today = new DateOnly(2026, 11, 1); today.Day < 30; today = today.AddDays(1))
            {
                if (person.EventDay(today) == person.EventDay(today.AddDays(1))) Follow(person, today);
            }
        }
        Assert.Equal(9, followed.Count);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.OrderBy(it => it.Key).Select(it => $"{it.Key}: {it.Value}")));
    }

    private static List<Item> Items(PlayedSource source, Situation life)
    {
        var items = PlayedApi.ItemsOf(source, People.Seed, life, full: true);
        if (life.Company is not { } company) return items;
        var desk = new Laid(source, People.Seed, life, full: true, company);
        source.Fill(desk, company);
        return [.. items, .. desk.Items.Where(it => items.TrueForAll(own => own.Id != it.Id))];
    }

    private static IEnumerable<string> Moved(Item then, Item now, DateOnly today)
    {
        // What has happened, or was said in a letter, stays.
        if (now.CreatedAt != then.CreatedAt) yield return "created";
        if (now.Title != then.Title && now.Kind is Kind.Deadline or Kind.Appointment) yield return "title";
        if (now.Message?.SentAt != then.Message?.SentAt) yield return "sent";
        if (now.Benefit?.Period != then.Benefit?.Period) yield return "period";
        if (now.Credential?.ValidFrom != then.Credential?.ValidFrom || now.Credential?.ValidTo != then.Credential?.ValidTo) yield return "validity";
        if (now.Case?.Number != then.Case?.Number) yield return "case number";
        if (then.Case is { } course && !now.Case!.Timeline.Take(course.Timeline.Count).SequenceEqual(course.Timeline)) yield return "step";
        if (then.Benefit?.Paid is { } paid && now.Benefit!.Paid?.Contains(paid[0]) != true) yield return "paid";
        // What lies ahead stays while it does.
        if (now.Deadline?.Due != then.Deadline?.Due) yield return "due";
        if (now.Appointment?.Start != then.Appointment?.Start) yield return "appointment";
        if (now.Payment?.Date != then.Payment?.Date || now.Payment?.Amount != then.Payment?.Amount) yield return "payment";
        if (then.Benefit?.Next?.Date > today && now.Benefit?.Next?.Date != then.Benefit.Next.Date) yield return "next payment";
        if (then.Debt?.Due > today && now.Debt?.Due != then.Debt.Due) yield return "debt";
        var decided = now.Case?.Status != then.Case?.Status;
        if (then.Expected?.Due > today && now.Expected?.Due != then.Expected.Due && !decided) yield return "expected";
        if (then.DecisionBy > today && now.DecisionBy != then.DecisionBy && !decided) yield return "decision";
        // What is said to be new is new.
        if (now.UpdatedAt != then.UpdatedAt && Text(now with { UpdatedAt = then.UpdatedAt }) == Text(then)) yield return "updated";
    }

    private static string Text(Item item) => JsonSerializer.Serialize(item, ContractJson.Wire.Item);
}
