using System.Text.Json.Nodes;
using Overblik.Platform;

namespace Overblik.Web.Tests;

/// <summary>The command with which an authority tells events, against a portal that knows its key.</summary>
public sealed class EventVerbTests
{
    [Fact]
    public async Task A_key_is_made_once_and_its_program_tells_events()
    {
        var folder = Directory.CreateTempSubdirectory("overblik-cli-");
        try
        {
            var (key, file) = (Path.Combine(folder.FullName, "key.pem"), Path.Combine(folder.FullName, "event.json"));
            var made = await Companion.Run("event", "key", key);
            Assert.Equal((0, ""), (made.Code, made.Error));
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
            Assert.DoesNotContain("\"d\"", made.Output, StringComparison.Ordinal);
            // Never over another.
            var again = await Companion.Run("event", "key", key);
            Assert.Equal(2, again.Code);
            Assert.Contains("not there yet", again.Error, StringComparison.Ordinal);

            // The portal tells its own address, so it must know the port before it has it.
            var address = $"http://localhost:{Companion.FreePort()}";
            await using var portal = await PortalHost.Start([.. TestMachine.Agreement(0), "--Identity:Machines:0:Jwks=" + made.Output.Trim(), "--PublicUrl=" + address, "--Urls=" + address.Replace("localhost", "127.0.0.1", StringComparison.Ordinal)]);
            string[] to = ["--portal", address, "--client", TestMachine.Id, "--key", key];
            var number = PortalHost.NewNumber();
            await File.WriteAllTextAsync(file, Event(number, PortalHost.A).ToJsonString());
            var sent = await Companion.Run(["event", "send", file, .. to]);
            Assert.Equal((0, ""), (sent.Code, sent.Error));
            Assert.Equal(1, JsonNode.Parse(sent.Output)!["accepted"]!.GetValue<int>());
            Assert.Equal(1, JsonNode.Parse((await Companion.Run(["event", "send", file, .. to])).Output)!["duplicates"]!.GetValue<int>());

            await File.WriteAllTextAsync(file, $"[{Event(number, PortalHost.A, "2").ToJsonString()},{Event(number, "en-anden", "3").ToJsonString()}]");
            var some = await Companion.Run(["event", "send", file, .. to]);
            Assert.Equal(1, some.Code);
            Assert.Equal("not-yours", JsonNode.Parse(some.Output)!["refused"]![0]!["reason"]!.GetValue<string>());

            var unknown = await Companion.Run(["event", "send", file, .. to[..2], "--client", "ukendt", "--key", key]);
            Assert.Equal(2, unknown.Code);
            Assert.Contains("iss must be its id", unknown.Error, StringComparison.Ordinal);
            var missing = await Companion.Run(["event", "send", file + "x", .. to]);
            Assert.Equal(2, missing.Code);
            Assert.Contains("could not be read", missing.Error, StringComparison.Ordinal);
            var away = await Companion.Run(["event", "send", file, "--portal", "http://127.0.0.1:9", .. to[2..]]);
            Assert.Equal(2, away.Code);
            Assert.Contains("send the same again", away.Error, StringComparison.Ordinal);
            Assert.DoesNotContain(number.Digits, sent.Output + some.Output + some.Error, StringComparison.Ordinal);
        }
        finally { folder.Delete(recursive: true); }
    }

    private static JsonObject Event(CprNumber number, string source, string id = "1") => new()
    {
        ["specversion"] = "1.0", ["id"] = id, ["source"] = source, ["type"] = "overblik.deadline.met.v1", ["subject"] = "f" + id, ["sequence"] = 1,
        ["data"] = new JsonObject { ["person"] = new JsonObject { ["type"] = "cpr", ["value"] = number.Digits } },
    };
}
