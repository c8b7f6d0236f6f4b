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

    /// <summary>Keeps the message. One that is here already takes the place of the first and is counted: an e-mail with its Message-ID, a push to its device with its topic (RFC 8030, section 5.4).</summary>
    public Message Add(Message message)
    {
        lock (_lock)
        {
            var known = _oldestFirst.FindIndex(it => IsSame(it, message));
            if (known >= 0)
            {
                var first = _oldestFirst[known];
                return _oldestFirst[known] = message with { Id = first.Id, At = first.At, Came = first.Came + 1, To = [.. first.To.Union(message.To)] };
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

    private static bool IsSame(Message one, Message other) => one.Channel == other.Channel && one.Channel switch
    {
        Channel.Smtp => one.MessageId is not null && one.MessageId == other.MessageId,
        Channel.Push => one.Topic is not null && one.Topic == other.Topic && one.To[0] == other.To[0],
        _ => false,
    };
}
