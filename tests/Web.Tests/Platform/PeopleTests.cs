using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Overblik.Platform.Keys;
using Overblik.Platform.People;
using Overblik.Platform.Ports;

namespace Overblik.Web.Tests;

public sealed class PeopleTests(PortalHost portal)
{
    [Fact]
    public async Task The_same_number_is_the_same_person_also_when_asked_by_many_at_once()
    {
        var people = portal.App.Services.GetRequiredService<IPeople>();
        var number = PortalHost.NewNumber();
        var ids = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => people.IdFor(number, default)));
        Assert.Single(ids.Distinct());
        Assert.NotEqual(ids[0], await people.IdFor(PortalHost.NewNumber(), default));
        Assert.Equal(number, await people.CprOf(ids[0], default));
    }

    [Fact]
    public async Task The_number_stands_nowhere_in_the_database()
    {
        var people = portal.App.Services.GetRequiredService<IPeople>();
        var number = PortalHost.NewNumber();
        var id = await people.IdFor(number, default);
        await using var db = await portal.Databases.CreateDbContextAsync();
        var row = await db.Set<Person>().SingleAsync(p => p.Id == id);
        Assert.DoesNotContain(number.Digits, System.Text.Encoding.Latin1.GetString(row.Cpr!), StringComparison.Ordinal);
        var hash = await db.Set<IdentifierHash>().SingleAsync(i => i.Person == id);
        Assert.Equal(32, hash.Hash.Length);
    }

    [Fact]
    public async Task After_a_rotation_the_rows_are_brought_to_the_new_keys_and_the_old_keys_can_be_thrown_away()
    {
        var first = await PortalHost.Start();
        var numbers = Enumerable.Range(0, 5).Select(_ => PortalHost.NewNumber()).ToList();
        var ids = new List<Overblik.Platform.PersonId>();
        foreach (var number in numbers) ids.Add(await first.App.Services.GetRequiredService<IPeople>().IdFor(number, default));
        await first.Stop();
        var ring = Path.Combine(first.Folder, "keys.json");
        KeyRing.Rotate(ring, KeyPurpose.Cpr, TimeProvider.System, atOnce: true);
        KeyRing.Rotate(ring, KeyPurpose.Lookup, TimeProvider.System, atOnce: true);

        var second = await first.Again();
        Assert.Equal(5, await second.App.Services.GetRequiredService<IPeople>().Rekey(default));
        Assert.Equal(0, await second.App.Services.GetRequiredService<IPeople>().Rekey(default));
        await second.Stop();
        Assert.Equal(1, KeyRing.Retire(ring, KeyPurpose.Cpr, TimeProvider.System));
        Assert.Equal(1, KeyRing.Retire(ring, KeyPurpose.Lookup, TimeProvider.System));

        await using var third = await first.Again();
        var people = third.App.Services.GetRequiredService<IPeople>();
        Assert.Equal(5, await people.Rekey(default));
        Assert.Equal(0, await people.CountToRekey(default));
        await using (var db = await third.Databases.CreateDbContextAsync())
        {
            // What is left is of the new key alone: the old one finds nobody in a copy of the database.
            var key = third.App.Services.GetRequiredService<KeyRing>().All(KeyPurpose.Lookup).Single();
            var left = await db.Set<IdentifierHash>().Where(i => ids.Contains(i.Person)).Select(i => i.Hash).ToListAsync();
            Assert.Equal(numbers.Select(n => Convert.ToHexString(KeyRing.Hash(key, "cpr:" + n.Digits))).Order(), left.Select(Convert.ToHexString).Order());
        }
        for (var i = 0; i < numbers.Count; i++)
        {
            Assert.Equal(ids[i], await people.IdFor(numbers[i], default));
            Assert.Equal(numbers[i], await people.CprOf(ids[i], default));
        }
    }
}
