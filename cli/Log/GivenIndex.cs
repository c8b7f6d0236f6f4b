using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Overblik.LogFormat;
using Overblik.Tlog;

namespace Overblik.Cli.Log;

/// <summary>An index over all persons as the portal gives it to an auditor, with each label made again.</summary>
internal sealed class GivenIndex
{
    private readonly List<(TreeHash Label, IndexEntry Entry)> people = [];
    private readonly HashSet<TreeHash> labels = [];

    private GivenIndex(long leaf) => Leaf = leaf;

    /// <summary>Where it is to stand in the log.</summary>
    public long Leaf { get; }

    /// <summary>How many entries all of them have. More than a log can hold, where it lies.</summary>
    public Int128 Entries { get; private set; }

    public IReadOnlyList<(TreeHash Label, IndexEntry Entry)> People => people;
    public List<string> Wrong { get; } = [];

    /// <param name="file">What <c>overblik log index</c> writes.</param>
    /// <param name="keyFile">The key of the labels.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="FormatException">One of them is not of its form.</exception>
    public static async Task<GivenIndex> Read(string file, string keyFile, CancellationToken cancel)
    {
        var (key, index, number) = (Key(await File.ReadAllTextAsync(keyFile, cancel)), (GivenIndex?)null, 0L);
        await foreach (var line in File.ReadLinesAsync(file, cancel))
        {
            number++;
            if (index is not null) index.Add(number, Json(line, IndexFileJson.Default.IndexFileLine), key);
            else if (Json(line, IndexFileJson.Default.IndexFileHead) is { Format: IndexFileHead.Name, Leaf: >= 0 and var leaf }) index = new GivenIndex(leaf);
            else throw NotOfTheForm("no index is named");
        }
        return index ?? throw NotOfTheForm("it is empty");

        T Json<T>(string line, JsonTypeInfo<T> type) where T : class
        {
            try { return JsonSerializer.Deserialize(line, type) ?? throw NotOfTheForm($"line {number:N0} says null"); }
            catch (JsonException e) { throw NotOfTheForm($"line {number:N0} is none of its lines ({e.Path ?? "no JSON"})"); }
        }

        FormatException NotOfTheForm(string why) => new($"{file} is not of the form {IndexFileHead.Name}: {why}.");

        byte[] Key(string text)
        {
            try { return Convert.FromBase64String(text) is { Length: > 0 } bytes ? bytes : throw new FormatException(); }
            catch (FormatException) { throw new FormatException($"{keyFile} is not a key in base64."); }
        }
    }

    private void Add(long number, IndexFileLine line, byte[] key)
    {
        if (line.Person is null) Wrong.Add($"Line {number:N0} of the index: its label is that of no chain.");
        var label = line.Person is { } person ? PersonIndex.Label(key, person) : line.Label ?? throw new FormatException($"Line {number:N0} of the index has neither a person nor a label.");
        if (!labels.Add(label)) Wrong.Add($"Line {number:N0} of the index: who stands there stands there twice.");
        if (line.Count < 1 || line.From < 1 || line.From - 1 > line.Count) Wrong.Add($"Line {number:N0} of the index: {line.Count:N0} entries, kept from {line.From:N0} on, is what nobody has.");
        people.Add((label, new IndexEntry(line.Count, line.Newest, line.From)));
        Entries += line.Count;
    }
}
