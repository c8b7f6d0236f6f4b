using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.People;
using Overblik.Platform.Ports;

namespace Overblik.Web.Tests;

public sealed class VerbTests
{
    [Fact]
    public async Task No_key_that_somebody_is_stored_with_can_be_retired()
    {
        await using var own = await PortalHost.Start();
        var number = PortalHost.NewNumber();
        var person = await own.App.Services.GetRequiredService<IPeople>().IdFor(number, default);
        List<string> settings = ["--environment=Development", "--Data=" + own.Folder];
        if (own.Database is not null) settings.Add("--Database:Postgres=" + own.Database);
        async Task Run(string verb) => Assert.True(await Verbs.Run([.. verb.Split(' '), .. settings]));
        async Task Refuses(string verb, string why) => Assert.Contains(why, (await Assert.ThrowsAsync<StartupException>(() => Run(verb))).Message, StringComparison.Ordinal);

        foreach (var purpose in new[] { "cpr", "lookup" })
        {
            await Run("keys rotate " + purpose);
            await Refuses("keys rekey", "is used from");
            await Refuses("keys retire " + purpose, "is used from");
            await Run($"keys rotate {purpose} --at-once");
            await Refuses("keys retire " + purpose, "1 rows are still stored with older keys");
            await Run("keys rekey");
            await Run("keys retire " + purpose);
        }
        await Run("keys rekey");

        await using var after = await own.Again();
        var people = after.App.Services.GetRequiredService<IPeople>();
        Assert.Equal(person, await people.IdFor(number, default));
        Assert.Equal([number], await people.NumbersOf(person, default));
        await using var db = await after.Databases.CreateDbContextAsync();
        Assert.Equal(1, await db.Set<IdentifierHash>().CountAsync(i => i.Person == person));
    }

    [Fact]
    public async Task With_a_ring_that_does_not_belong_to_the_database_the_portal_does_not_start()
    {
        await using var own = await PortalHost.Start();
        await own.App.Services.GetRequiredService<IPeople>().IdFor(PortalHost.NewNumber(), default);
        var (ring, old) = (Path.Combine(own.Folder, "keys.json"), Path.Combine(own.Folder, "old.json"));
        async Task Refuses(string path) =>
            Assert.Contains("does not open what the database holds", (await Assert.ThrowsAsync<StartupException>(() => own.Again("--Keys:Path=" + path))).Message, StringComparison.Ordinal);

        // In Development a missing ring is made.
        await Refuses(Path.Combine(own.Folder, "another.json"));

        File.Copy(ring, old);
        List<string> settings = ["--environment=Development", "--Data=" + own.Folder];
        if (own.Database is not null) settings.Add("--Database:Postgres=" + own.Database);
        foreach (var verb in new[] { "keys rotate cpr --at-once", "keys rekey" }) Assert.True(await Verbs.Run([.. verb.Split(' '), .. settings]));
        await Refuses(old);
        File.Copy(ring, old, overwrite: true);
        await (await own.Again("--Keys:Path=" + old)).Stop();
    }

    [Fact]
    public async Task The_key_of_the_log_is_told_before_there_is_a_database()
    {
        var folder = Directory.CreateTempSubdirectory("overblik-test-");
        Assert.Contains("no key ring", (await Assert.ThrowsAsync<StartupException>(() => Verbs.Run(["log", "vkey", "--environment=Production", "--Data=" + folder.FullName]))).Message, StringComparison.Ordinal);
        Assert.True(await Verbs.Run(["log", "vkey", "--environment=Development", "--Data=" + folder.FullName]));
        Assert.Equal(["keys.json"], folder.GetFiles().Select(file => file.Name));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task The_verbs_of_the_keys_work_on_the_ring_that_the_portal_uses_in_the_same_environment()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        var (ring, settings) = (Path.Combine(folder, "ring.json"), Path.Combine(AppContext.BaseDirectory, "appsettings.VerbTests.json"));
        await File.WriteAllTextAsync(settings, new JsonObject { ["Keys"] = new JsonObject { ["Path"] = ring } }.ToJsonString());
        try
        {
            Assert.True(await Verbs.Run(["keys", "make", "--environment=VerbTests"]));
            Assert.True(File.Exists(ring));
            Assert.True(await Verbs.Run(["keys", "rotate", "subject", "--environment=VerbTests"]));
            Assert.Equal(2, KeyRing.Open(ring, mayMake: false, TimeProvider.System).All(KeyPurpose.Subject).Count);

            var short_ = JsonNode.Parse(await File.ReadAllTextAsync(ring))!.AsObject();
            short_.Remove(nameof(KeyPurpose.Subject));
            await File.WriteAllTextAsync(ring, short_.ToJsonString());
            var problem = await Assert.ThrowsAsync<StartupException>(() => Verbs.Run(["keys", "list", "--environment=VerbTests"]));
            Assert.Contains("has no key for Subject", problem.Message, StringComparison.Ordinal);
            Assert.Equal(short_.ToJsonString(), await File.ReadAllTextAsync(ring));
        }
        finally
        {
            File.Delete(settings);
            Directory.Delete(folder, recursive: true);
        }
    }
}
