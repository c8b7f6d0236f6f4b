using System.Runtime.CompilerServices;
using Microsoft.Extensions.Caching.Memory;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Overview;

/// <summary>One source's part of an overview; the task never fails.</summary>
internal sealed record Part(Source Source, Task<SourceAnswer> Answer);

/// <summary>
/// Asks every source at once. What they answer is held in this node's memory, for this session and data version only: sign-out
/// and "fetch again" change the key, so no node shows it again, and what lies under an old key is gone two minutes later.
/// </summary>
internal sealed class Federation(SourceRegister sources, SourceClient client, DisplayRegister displays, OverviewOptions options, TimeProvider time) : ISessionEnd, IDisposable
{
    /// <summary>Of one kind at one source: a million items.</summary>
    public const int MostPages = 10_000;

    private static readonly TimeSpan Forget = TimeSpan.FromMinutes(2);
    // What is asked and answered at the same time is in memory at the same time. Whoever comes when it is full has the shell of the page, and waits for a turn.
    private readonly SemaphoreSlim calls = new(options.CallsAtOnce);
    private readonly MemoryCache cache = new(new MemoryCacheOptions { ExpirationScanFrequency = TimeSpan.FromSeconds(30) });

    private sealed class Held(int dataVersion)
    {
        public int DataVersion => dataVersion;
        public Dictionary<string, Task<SourceAnswer>> Answers { get; } = [];
    }

    public IReadOnlyList<Part> Ask(Actor actor) => Ask(actor, sources.Covered);

    /// <summary>The items of a list. Only where a source holds more than it sends at once is it asked for just these.</summary>
    public IReadOnlyList<Part> Ask(Actor actor, ListQuery query)
    {
        var asked = sources.Covered.Where(source => (query.Source ?? source) == source && source.Kinds.Overlaps(query.Kinds));
        return [.. Ask(actor, asked).Select(part => part with { Answer = Narrowed(part, actor, query) })];
    }

    /// <summary>The items of a list as the source has them at this moment.</summary>
    public Part Anew(Actor actor, Source source, ListQuery query) => new(source, Narrowed(source, actor, query, cursor: null));

    /// <summary>The next items of a list, after those that the source has sent.</summary>
    public Part Next(Actor actor, Source source, ListQuery query, ListPlace place) => new(source, Narrowed(source, actor, query, place.Cursor));

    /// <summary>All that the sources hold, page by page: also what they do not send at once. A source whose cursors never end is left after <see cref="MostPages"/>.</summary>
    public async IAsyncEnumerable<SourceAnswer> Everything(Actor actor, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var part in Ask(actor))
        {
            var first = await part.Answer.WaitAsync(cancellation);
            yield return first;
            foreach (var more in first.Counts.Where(count => count.Cursor is not null))
            {
                var query = new ListQuery(part.Source, [more.Kind], Open: null, ListOrder.Newest);
                var cursor = more.Cursor;
                for (var page = 0; cursor is not null && page < MostPages; page++)
                {
                    var next = await Next(actor, part.Source, query, new ListPlace(0, cursor)).Answer.WaitAsync(cancellation);
                    yield return next;
                    cursor = next.Items.Count + next.HeldBack == 0 ? null : next.Counts.FirstOrDefault(count => count.Kind == more.Kind)?.Cursor;
                }
            }
        }
    }

    private List<Part> Ask(Actor actor, IEnumerable<Source> asked)
    {
        var start = new TaskCompletionSource();
        var parts = options.CacheFor > TimeSpan.Zero ? FromCache(actor, asked, start.Task) : [.. asked.Select(source => new Part(source, Fetch(source, actor, null, start.Task)))];
        // Off the request's thread: the shell of the page is sent before the first token is signed.
        ThreadPool.UnsafeQueueUserWorkItem(static start => start.SetResult(), start, preferLocal: false);
        return parts;
    }

    private List<Part> FromCache(Actor actor, IEnumerable<Source> asked, Task start)
    {
        var held = cache.TryGetValue(actor.Session, out Held? found) && found!.DataVersion == actor.DataVersion
            ? found
            : cache.Set(actor.Session, new Held(actor.DataVersion), new MemoryCacheEntryOptions { SlidingExpiration = Forget });
        var parts = new List<Part>();
        lock (held.Answers)
        {
            foreach (var source in asked)
            {
                var before = held.Answers.GetValueOrDefault(source.Id);
                var last = before is { IsCompletedSuccessfully: true } ? Completed(before) : null;
                // What the authority shows may have changed since; then the source is asked again, as if for the first time.
                var current = last?.Edition == displays.Of(source).Edition;
                var good = before is not null && (last is null || (last.Usable && current && time.GetUtcNow() - last.At < options.CacheFor));
                var answer = good ? before! : held.Answers[source.Id] = Fetch(source, actor, last is { Usable: true, Refused: 0 } && current ? last : null, start);
                parts.Add(new Part(source, answer));
            }
        }
        return parts;
    }

    public Task<(ItemAnswer? Answer, SourceProblem? Problem)> Item(Actor actor, Source source, ItemKind kind, string id, CancellationToken cancellation) =>
        client.Item(source, actor.Number, actor.Level, kind, id, cancellation);

    public void Ended(Guid session) => cache.Remove(session);

    public void Dispose()
    {
        cache.Dispose();
        calls.Dispose();
    }

    private async Task<SourceAnswer> Narrowed(Part part, Actor actor, ListQuery query)
    {
        var answer = await part.Answer;
        return query.Open == true && answer.Counts.Any(c => c.Cursor is not null && query.Kinds.Contains(c.Kind)) ? await Narrowed(part.Source, actor, query, cursor: null) : query.Of(answer);
    }

    private async Task<SourceAnswer> Narrowed(Source source, Actor actor, ListQuery query, string? cursor)
    {
        // Off the request's thread, as with the others.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        return query.Of(await client.Overview(source, actor.Number, actor.Level, held: null, new Selection(query.Kinds, query.Open == true, cursor)));
    }

    private async Task<SourceAnswer> Fetch(Source source, Actor actor, SourceAnswer? held, Task start)
    {
        await start;
        await calls.WaitAsync();
        // The source's time begins now.
        try { return await client.Overview(source, actor.Number, actor.Level, held); }
        finally { calls.Release(); }
    }

#pragma warning disable RS0030 // The task is completed: reading its result does not wait.
    private static SourceAnswer Completed(Task<SourceAnswer> task) => task.Result;
#pragma warning restore RS0030
}
