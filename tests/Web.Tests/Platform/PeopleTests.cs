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
        Assert.Equal([number], await people.NumbersOf(ids[0], default));
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
        var (earlier, lasting) = (PortalHost.NewNumber(), NewId());
        ids[0] = (await first.App.Services.GetRequiredService<IPeople>().Arrive(numbers[0], lasting, default))!.Person;
        foreach (var number in new[] { earlier, numbers[0] }) Assert.True((await first.App.Services.GetRequiredService<IPeople>().Arrive(number, lasting, default))!.NewNumber);
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
            Assert.Equal(numbers.Append(earlier).Select(n => "cpr:" + n.Digits).Append(lasting.ToString()).Select(it => Convert.ToHexString(KeyRing.Hash(key, it))).Order(), left.Select(Convert.ToHexString).Order());
        }
        for (var i = 0; i < numbers.Count; i++)
        {
            Assert.Equal(ids[i], await people.IdFor(numbers[i], default));
            Assert.Equal(i == 0 ? [numbers[i], earlier] : [numbers[i]], await people.NumbersOf(ids[i], default));
        }
    }

    [Fact]
    public async Task A_new_number_leads_to_the_same_person_as_the_old_one()
    {
        var people = portal.App.Services.GetRequiredService<IPeople>();
        var (old, now, id) = (PortalHost.NewNumber(), PortalHost.NewNumber(), NewId());
        var arrived = await people.Arrive(old, id, default);
        Assert.False(arrived!.NewNumber);
        Assert.Equal(arrived, await people.Arrive(old, id, default));
        Assert.Equal(new Arrival(arrived.Person, NewNumber: true), await people.Arrive(now, id, default));
        Assert.Equal(arrived, await people.Arrive(now, id, default));
        Assert.Equal(arrived.Person, await people.IdFor(old, default));
        Assert.Equal(arrived.Person, await people.IdFor(now, default));
        Assert.Equal([now, old], await people.NumbersOf(arrived.Person, default));
        // A correction of the correction.
        Assert.Equal(new Arrival(arrived.Person, NewNumber: true), await people.Arrive(old, id, default));
        Assert.Equal([old, now], await people.NumbersOf(arrived.Person, default));
    }

    [Fact]
    public async Task Who_was_known_by_a_number_alone_is_known_by_the_id_from_the_next_sign_in()
    {
        var people = portal.App.Services.GetRequiredService<IPeople>();
        var (old, now, id) = (PortalHost.NewNumber(), PortalHost.NewNumber(), NewId());
        var known = await people.IdFor(old, default);
        Assert.Equal(new Arrival(known, NewNumber: false), await people.Arrive(old, id, default));
        Assert.Equal(new Arrival(known, NewNumber: true), await people.Arrive(now, id, default));
    }

    [Fact]
    public async Task What_came_by_the_new_number_before_its_owner_did_is_theirs()
    {
        var people = portal.App.Services.GetRequiredService<IPeople>();
        var numbers = new[] { PortalHost.NewNumber(), PortalHost.NewNumber(), PortalHost.NewNumber() };
        var id = NewId();
        var person = (await people.Arrive(numbers[0], id, default))!.Person;
        var early = new[] { await people.IdFor(numbers[1], default), await people.IdFor(numbers[2], default) };
        Assert.NotEqual(person, early[0]);
        foreach (var number in numbers[1..]) Assert.Equal(new Arrival(person, NewNumber: true), await people.Arrive(number, id, default));
        foreach (var number in numbers) Assert.Equal(person, await people.IdFor(number, default));
        var keys = await people.KeysOf(person, default);
        Assert.Equal(person, keys[0]);
        Assert.Equal(early.Select(it => it.Value).Order(), keys.Skip(1).Select(it => it.Value).Order());
        Assert.Empty(await people.NumbersOf(early[0], default));
    }

    [Fact]
    public async Task Two_people_with_ids_of_their_own_are_never_made_one()
    {
        var people = portal.App.Services.GetRequiredService<IPeople>();
        var (one, two) = (PortalHost.NewNumber(), PortalHost.NewNumber());
        var (first, second) = (await people.Arrive(one, NewId(), default), await people.Arrive(two, NewId(), default));
        Assert.Null(await people.Arrive(one, NewId(), default));
        Assert.Equal(first!.Person, await people.IdFor(one, default));
        Assert.Equal(second!.Person, await people.IdFor(two, default));
        // An id of another kind says nothing against.
        Assert.Equal(first, await people.Arrive(one, new LastingId("sub", Guid.NewGuid().ToString()), default));
    }

    [Fact]
    public async Task Many_sign_ins_at_once_make_one_person()
    {
        var people = portal.App.Services.GetRequiredService<IPeople>();
        var (old, now, id) = (PortalHost.NewNumber(), PortalHost.NewNumber(), NewId());
        var first = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => people.Arrive(old, id, default)));
        Assert.Single(first.Distinct());
        await people.IdFor(now, default);
        var second = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => people.Arrive(now, id, default)));
        Assert.Equal([first[0]!.Person], second.Select(it => it!.Person).Distinct());
        Assert.Equal([now, old], await people.NumbersOf(first[0]!.Person, default));
    }

    [Fact]
    public void What_can_be_no_id_is_none()
    {
        foreach (var value in new[] { null, "", "two\nlines", new string('x', 201) }) Assert.Null(LastingId.Of("sub", value));
        Assert.Equal("sub:one", LastingId.Of("sub", "one")!.ToString());
    }

    private static LastingId NewId() => new("cpr_uuid", Guid.NewGuid().ToString());
}
