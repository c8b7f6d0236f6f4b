using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Overblik.Platform.Ports;

namespace Overblik.Web.Tests;

/// <summary>The command with which an authority tells who looked, against a portal that knows its key.</summary>
public sealed class SendVerbTests
{
    [Fact]
    public async Task Batches_go_on_where_they_ended_and_what_is_in_doubt_is_sent_again()
    {
        var folder = Directory.CreateTempSubdirectory("overblik-cli-");
        try
        {
            string In(string name) => Path.Combine(folder.FullName, name);
            var made = await Companion.Run("event", "key", In("key.pem"));
            // The portal tells its own address, so it must know the port before it has it.
            var address = $"http://localhost:{Companion.FreePort()}";
            await using var portal = await PortalHost.Start([.. TestMachine.Agreement(0, "access-log"), "--Identity:Machines:0:Jwks=" + made.Output.Trim(), "--PublicUrl=" + address, "--Urls=" + address.Replace("localhost", "127.0.0.1", StringComparison.Ordinal)]);
            Task<(int Code, string Output, string Error)> Send(string file, string state = "state.json", string? to = null) =>
                Companion.Run("log", "send", In(file), "--source", PortalHost.A, "--state", In(state), "--portal", to ?? address, "--client", TestMachine.Id, "--key", In("key.pem"));
            var number = PortalHost.NewNumber();
            string LookUp(string reference) => $$"""{"person":{"type":"cpr","value":"{{number.Digits}}"},"at":"{{portal.Time.GetUtcNow().AddHours(-1):O}}","unit":"U","role":"R","system":"S","categories":["tax"],"purpose":"tax.assessment","legalBasis":"L","case":"1","reference":"{{reference}}"}""";
            await File.WriteAllTextAsync(In("one.json"), $"[{LookUp("a")}]");
            await File.WriteAllTextAsync(In("two.ndjson"), $"{LookUp("b")}\n{LookUp("c")}\n");
            await File.WriteAllTextAsync(In("none.json"), "");
            await File.WriteAllTextAsync(In("text.json"), "hello");

            var sent = await Send("one.json");
            Assert.Equal((0, ""), (sent.Code, sent.Error));
            Assert.Equal((1, 1), ((int)JsonNode.Parse(sent.Output)!["number"]!, (int)JsonNode.Parse(sent.Output)!["count"]!));
            Assert.Equal(2, (int)JsonNode.Parse((await Send("two.ndjson")).Output)!["number"]!);
            Assert.Equal(0, (int)JsonNode.Parse((await Send("none.json")).Output)!["count"]!);
            Assert.Contains("Nothing was sent", (await Send("text.json")).Error, StringComparison.Ordinal);

            // Whoever has lost the memory of it goes on where the portal is.
            Assert.Equal(4, (int)JsonNode.Parse((await Send("none.json", "other.json")).Output)!["number"]!);

            // It came, but the answer was lost: another file must wait, and the same changes nothing.
            var before = await File.ReadAllTextAsync(In("other.json"));
            await Send("one.json", "other.json");
            var state = JsonNode.Parse(before)!;
            using (var http = new HttpClient())
            {
                var seals = (await http.GetStringAsync(new Uri(portal.Address, "/log/batches/0"))).TrimEnd('\n').Split('\n');
                state["Pending"] = (string)JsonNode.Parse(seals[^1])!["seal"]!;
            }
            await File.WriteAllTextAsync(In("other.json"), state.ToJsonString());
            var doubt = await Send("two.ndjson", "other.json");
            Assert.Equal(2, doubt.Code);
            Assert.Contains("Send its file again first", doubt.Error, StringComparison.Ordinal);
            Assert.Equal(5, (int)JsonNode.Parse((await Send("one.json", "other.json")).Output)!["number"]!);
            var person = await portal.App.Services.GetRequiredService<IPeople>().IdFor(number, default);
            Assert.Equal(["a", "a", "b", "c"], (await portal.LogOf(person)).Select(line => line.Reference).Order(StringComparer.Ordinal));

            var away = await Send("one.json", "other.json", "http://127.0.0.1:9");
            Assert.Equal(2, away.Code);
            Assert.Contains("send the same file again", away.Error, StringComparison.Ordinal);
        }
        finally { folder.Delete(recursive: true); }
    }
}
