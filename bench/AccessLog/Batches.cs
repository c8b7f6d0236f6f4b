using System.Buffers.Text;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Overblik.LogFormat;

namespace Overblik.Bench;

/// <summary>The batches of one source, one after the other: sealed, sent, and sent again until there is an answer.</summary>
internal sealed class Batches(AuthorityProgram program, string source)
{
    private string previous = BatchSeal.NonePrevious;

    public long Number { get; private set; }

    /// <summary>Look-ups of these many people, each of another than the ones beside it.</summary>
    /// <param name="count">So many.</param>
    /// <param name="first">The number of the first.</param>
    /// <param name="people">Of how many.</param>
    /// <param name="until">When the first may be shown, where it is delayed.</param>
    public static byte[] Body(int count, long first, int people, DateTimeOffset? until = null)
    {
        var text = new StringBuilder("[");
        for (var i = 0; i < count; i++)
        {
            if (i > 0) text.Append(',');
            text.Append(CultureInfo.InvariantCulture, $$$"""
                {"person":{"type":"cpr","value":"{{{AuthorityProgram.Number((int)((first + i) * 7919 % people))}}}"},"at":"{{{TimeProvider.System.GetUtcNow():O}}}","unit":"Boligstøtte","role":"Sagsbehandler","system":"BOS","categories":["income","household"],"purpose":"housing-benefit.control","legalBasis":"Boligstøtteloven","case":"26-{{{first + i}}}","reference":"q-{{{first + i}}}"{{{(i == 0 && until is { } end ? $$""","delay":{"until":"{{end:O}}","ground":"Retsplejeloven"}""" : "")}}}}
                """);
        }
        return Encoding.UTF8.GetBytes(text.Append(']').ToString());
    }

    /// <summary>The next batch, sealed.</summary>
    public (BatchSeal Seal, byte[] Body) Next(byte[] body, int count)
    {
        var seal = BatchSeal.Sign(new SealContent(source, ++Number, previous, count, Base64Url.EncodeToString(SHA256.HashData(body))), program.Key, AuthorityProgram.KeyId);
        previous = seal.Hash();
        return (seal, body);
    }

    /// <summary>Where the seal of the batch stands in the log.</summary>
    public static async Task<long> Send(HttpClient http, string token, BatchSeal seal, byte[] body, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/access-log/batches") { Content = new ByteArrayContent(body), Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        request.Headers.Add("Batch-Seal", seal.Jws);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await http.SendAsync(request, stop);
        var said = await answer.Content.ReadAsStringAsync(stop);
        if (!answer.IsSuccessStatusCode) throw new HttpRequestException($"{(int)answer.StatusCode} {said[..Math.Min(said.Length, 300)]}", null, answer.StatusCode);
        var receipt = JsonNode.Parse(said)!;
        if (receipt["flagged"]!.AsArray().Count > 0) throw new BenchmarkException("Something was wrong with the entries of a batch: " + said[..Math.Min(said.Length, 300)]);
        return receipt["leaf"]!.GetValue<long>();
    }
}
