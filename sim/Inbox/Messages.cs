namespace Overblik.Inbox;

/// <summary>The newest messages, in memory.</summary>
internal sealed class Messages(TimeProvider time)
{
    /// <summary>How many are kept.</summary>
    public const int Most = 1000;

    private readonly Lock _lock = new();
    private readonly List<Message> _oldestFirst = [];
    private int _last;

    public IReadOnlyList<Message> NewestFirst()
    {
        lock (_lock) return [.. Enumerable.Reverse(_oldestFirst)];
    }

    public Message? ById(string id)
    {
        lock (_lock) return _oldestFirst.Find(it => it.Id == id);
    }

    /// <summary>Keeps the message; an e-mail whose Message-ID is here already is counted on the one that is.</summary>
    public Message Add(Message message)
    {
        lock (_lock)
        {
            var known = message.MessageId is null ? -1 : _oldestFirst.FindIndex(it => it.MessageId == message.MessageId);
            if (known >= 0)
            {
                var first = _oldestFirst[known];
                return _oldestFirst[known] = first with { Came = first.Came + 1, To = [.. first.To.Union(message.To)] };
            }
            if (_oldestFirst.Count == Most) _oldestFirst.RemoveAt(0);
            var kept = message with { Id = $"{++_last}", At = time.GetUtcNow() };
            _oldestFirst.Add(kept);
            return kept;
        }
    }

    public bool Remove(string id)
    {
        lock (_lock) return _oldestFirst.RemoveAll(it => it.Id == id) > 0;
    }

    public void Clear()
    {
        lock (_lock) _oldestFirst.Clear();
    }
}
