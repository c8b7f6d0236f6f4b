using System.Globalization;
using Overblik.Deadlines;
using YamlDotNet.RepresentationModel;

namespace Overblik.JourneyFormat;

/// <summary>Something wrong in a file.</summary>
/// <param name="File">Its name.</param>
/// <param name="Line">From 1; 0 where it is of the whole.</param>
/// <param name="Message">What, and what to do.</param>
public sealed record Finding(string File, long Line, string Message)
{
    public override string ToString() => Line > 0 ? $"{File}:{Line}: {Message}" : $"{File}: {Message}";
}

/// <summary>A mapping of the file, read field by field: what is missing, wrong or unknown is noted with its line, and the reading goes on.</summary>
internal sealed class YamlPart(string file, YamlMappingNode node, string where, List<Finding> wrong)
{
    private readonly HashSet<string> read = new(StringComparer.Ordinal);

    public string Where => where;

    public bool Has(string field) => Node(field) is not null;

    public void Wrong(string message, string? field = null) =>
        wrong.Add(new Finding(file, ((field is null ? null : Node(field)) ?? node).Start.Line, $"{where}{(field is null ? "" : "." + field)}: {message}"));

    /// <summary>An empty text, noted, where it is missing.</summary>
    public string Text(string field) => Optional(field) ?? Missing(field, "");

    public string? Optional(string field)
    {
        read.Add(field);
        switch (Node(field))
        {
            case null: return null;
            case YamlScalarNode { Value: { } value } when value.Trim().Length > 0: return value.Trim();
            default:
                Wrong("it must be a text.", field);
                return null;
        }
    }

    public Words Words(string field) => OptionalWords(field) ?? Missing(field, new Words("", ""));

    public Words? OptionalWords(string field)
    {
        if (Map(field) is not { } part) return null;
        var words = new Words(Running(part.Text("da")), Running(part.Text("en")));
        part.End();
        return words;
    }

    /// <summary>One of the words of an enumeration, written with hyphens.</summary>
    public T Enum<T>(string field) where T : struct, Enum => OptionalEnum<T>(field) ?? Missing(field, default(T));

    public T? OptionalEnum<T>(string field) where T : struct, Enum
    {
        if (Optional(field) is not { } text) return null;
        foreach (var value in System.Enum.GetValues<T>()) { if (Written(value) == text) return value; }
        Wrong($"'{text}' is none of {string.Join(", ", System.Enum.GetValues<T>().Select(Written))}.", field);
        return null;
    }

    public static string Written<T>(T value) where T : struct, Enum => string.Concat(value.ToString().Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "-") + char.ToLowerInvariant(c) : c.ToString()));

    public bool Flag(string field)
    {
        if (Optional(field) is not { } text) return false;
        if (text is not ("true" or "false")) Wrong("it is true or false.", field);
        return text == "true";
    }

    public DateOnly Day(string field) => OptionalDay(field) ?? Missing(field, default(DateOnly));

    public DateOnly? OptionalDay(string field)
    {
        if (Optional(field) is not { } text) return null;
        if (IsoDay.Read(text) is { } day) return day;
        Wrong($"'{text}' is no date like 2027-01-31.", field);
        return null;
    }

    public Formula? Formula(string field) => Parsed(field, Deadlines.Formula.Parse);

    public Expression? Expression(string field, IReadOnlyList<Question> questions) => Parsed(field, text => JourneyFormat.Expression.Parse(text, questions));

    public string Url(string field)
    {
        var url = Text(field);
        if (url.Length > 0 && !(Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps)) Wrong($"'{url}' is no https address.", field);
        return url;
    }

    public Validity? Validity(string field)
    {
        if (Map(field) is not { } part) return null;
        var valid = new Validity(part.Day("from"), part.OptionalDay("to"));
        if (valid.To < valid.From) part.Wrong("it ends before it begins.");
        part.End();
        return valid;
    }

    public IReadOnlyList<string> Names(string field)
    {
        read.Add(field);
        if (Node(field) is not { } list) return [];
        if (list is YamlSequenceNode { Children: var all } && all.All(one => one is YamlScalarNode { Value.Length: > 0 })) return [.. all.Select(one => ((YamlScalarNode)one).Value!)];
        Wrong("it must be a list of names.", field);
        return [];
    }

    public YamlPart? Map(string field)
    {
        read.Add(field);
        switch (Node(field))
        {
            case null: return null;
            case YamlMappingNode map: return new YamlPart(file, map, $"{where}.{field}", wrong);
            default:
                Wrong("it must have fields.", field);
                return null;
        }
    }

    public YamlPart Needed(string field) => Map(field) ?? new YamlPart(file, Empty(field), $"{where}.{field}", wrong);

    /// <summary>Its mappings, each known by its id, or else by its place.</summary>
    public IEnumerable<YamlPart> Parts(string field)
    {
        read.Add(field);
        if (Node(field) is not { } list) yield break;
        if (list is not YamlSequenceNode { Children: var all })
        {
            Wrong("it must be a list.", field);
            yield break;
        }
        for (var i = 0; i < all.Count; i++)
        {
            if (all[i] is YamlMappingNode map)
            {
                var id = map.Children.TryGetValue(new YamlScalarNode("id"), out var named) && named is YamlScalarNode { Value: { } value } ? value : (i + 1).ToString(CultureInfo.InvariantCulture);
                yield return new YamlPart(file, map, $"{field} {id}", wrong);
            }
            else Wrong($"number {i + 1} must have fields.", field);
        }
    }

    /// <summary>Its fields as texts.</summary>
    public IEnumerable<KeyValuePair<string, string>> Pairs(string field)
    {
        if (Map(field) is not { } part) yield break;
        foreach (var key in part.Fields) { if (part.Optional(key) is { } value) yield return new(key, value); }
    }

    /// <summary>Notes the fields that nobody has asked for.</summary>
    public void End()
    {
        foreach (var field in Fields.Where(field => !read.Contains(field))) Wrong($"there is no such field here; known are {string.Join(", ", read.Order(StringComparer.Ordinal))}.", field);
    }

    private IEnumerable<string> Fields => node.Children.Keys.Select(key => (key as YamlScalarNode)?.Value ?? "");

    private YamlNode? Node(string field) => node.Children.TryGetValue(new YamlScalarNode(field), out var value) ? value : null;

    private T? Parsed<T>(string field, Func<string, T> parse) where T : class
    {
        if (Optional(field) is not { } text) return null;
        try { return parse(text); }
        catch (FormatException e)
        {
            Wrong(e.Message, field);
            return null;
        }
    }

    private T Missing<T>(string field, T instead)
    {
        if (!Has(field)) Wrong($"'{field}' is missing.");
        return instead;
    }

    private YamlMappingNode Empty(string field)
    {
        Missing(field, 0);
        return new YamlMappingNode();
    }

    // A text runs on over the lines of the file.
    private static string Running(string text) => string.Join(' ', text.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
}
