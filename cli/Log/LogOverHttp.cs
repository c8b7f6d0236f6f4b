using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Overblik.Tlog;

namespace Overblik.Cli.Log;

/// <summary>A log as it is served. What fails is asked for again a few times.</summary>
internal sealed class LogOverHttp(Uri url) : IDisposable
{
    private const int Attempts = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private readonly HttpClient http = new() { BaseAddress = new Uri(url.AbsoluteUri.TrimEnd('/') + "/"), Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Null where there is none.</summary>
    public async Task<byte[]?> Find(string path, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var answer = await http.GetAsync(path, cancel);
                if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone) return null;
                answer.EnsureSuccessStatusCode();
                return await answer.Content.ReadAsByteArrayAsync(cancel);
            }
            catch (Exception e) when (attempt < Attempts && !cancel.IsCancellationRequested && (e is TaskCanceledException || (e is HttpRequestException { StatusCode: var status } && status is null or >= HttpStatusCode.InternalServerError)))
            {
                await Task.Delay(attempt * Pause, TimeProvider.System, cancel);
            }
        }
    }

    /// <exception cref="HttpRequestException">There is none.</exception>
    public async Task<byte[]> Get(string path, CancellationToken cancel) => await Find(path, cancel) ?? throw new HttpRequestException($"{path} is not served there.");

    public async Task<string> Text(string path, CancellationToken cancel) => System.Text.Encoding.UTF8.GetString(await Get(path, cancel));

    /// <summary>All lines of a list that is served in pages by the place in the log.</summary>
    /// <exception cref="FormatException">They are no such lines.</exception>
    public async Task<List<T>> Lines<T>(string path, JsonTypeInfo<T> type, Func<T, long> leaf, CancellationToken cancel) where T : class
    {
        var all = new List<T>();
        for (var from = 0L; ;)
        {
            var lines = (await Text($"{path}/{from}", cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (lines.Length == 0) return all;
            foreach (var line in lines.Select(line => Json(line, type)))
            {
                if (leaf(line) < from) throw new FormatException($"{path}/{from} does not go on from there.");
                all.Add(line);
                from = leaf(line) + 1;
            }
        }
    }

    /// <exception cref="FormatException">It is none.</exception>
    public static T Json<T>(string text, JsonTypeInfo<T> type) where T : class
    {
        try { return JsonSerializer.Deserialize(text, type) ?? throw new FormatException("What the log answers says null."); }
        catch (JsonException e) { throw new FormatException($"What the log answers is not of its form: {e.Path ?? "no JSON"}.", e); }
    }

    /// <summary>The bytes of these, in order, several on their way at once.</summary>
    public async IAsyncEnumerable<(TileId Tile, byte[]? Bytes)> Tiles(IEnumerable<TileId> tiles, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        const int atOnce = 16;
        var asked = new Queue<(TileId Tile, Task<byte[]?> Bytes)>();
        foreach (var tile in tiles)
        {
            asked.Enqueue((tile, FindTile(tile, cancel)));
            if (asked.Count < atOnce) continue;
            var (next, bytes) = asked.Dequeue();
            yield return (next, await bytes);
        }
        foreach (var (next, bytes) in asked) yield return (next, await bytes);
    }

    // What a log cannot make of what it has is as good as missing.
    private async Task<byte[]?> FindTile(TileId tile, CancellationToken cancel)
    {
        try { return await Find(tile.Path, cancel); }
        catch (HttpRequestException e) when (e.StatusCode == HttpStatusCode.InternalServerError) { return null; }
    }

    public void Dispose() => http.Dispose();
}
