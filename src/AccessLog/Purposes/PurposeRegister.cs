using System.Text.Json;
using System.Text.Json.Serialization;
using Overblik.Platform;

namespace Overblik.AccessLog;

/// <summary>Why somebody may look, in plain words.</summary>
/// <param name="Code">As it stands in entries.</param>
/// <param name="Title">A few words.</param>
/// <param name="Meaning">What happens, and what for.</param>
/// <param name="Basis">The law: the source of the rule.</param>
/// <param name="Routine">It happens by itself, again and again, without anybody choosing the person.</param>
/// <param name="AnyTime">It happens at all hours, as in a hospital.</param>
/// <param name="From">The first day on which it is used.</param>
/// <param name="To">The last; null while it is used.</param>
/// <param name="NotForParents">A parent of the child whose data were looked up is not shown it: it can be about what the child is to be protected from, at home too.</param>
internal sealed record Purpose(string Code, Text Title, Text Meaning, Text Basis, bool Routine, bool AnyTime, DateOnly From, DateOnly? To = null, bool NotForParents = false);

/// <param name="Code">As it stands in entries.</param>
/// <param name="Name">As people call it.</param>
internal sealed record Category(string Code, Text Name);

/// <summary>The register of purposes: <c>purposes.json</c>, as it is published. What an authority names that is not in it is shown as it is, and marked.</summary>
internal sealed class PurposeRegister
{
    private readonly ILookup<string, Purpose> purposes;
    private readonly Dictionary<string, Category> categories;
    private readonly IReadOnlyList<CustodyRule> custody;

    public PurposeRegister()
    {
        using var file = typeof(PurposeRegister).Assembly.GetManifestResourceStream("purposes.json")!;
        var content = JsonSerializer.Deserialize(file, RegisterJson.Default.Content)!;
        (All, custody) = (content.Purposes, content.Custody);
        purposes = All.ToLookup(purpose => purpose.Code, StringComparer.Ordinal);
        categories = content.Categories.ToDictionary(category => category.Code, StringComparer.Ordinal);
    }

    public IReadOnlyList<Purpose> All { get; }

    public IReadOnlyCollection<Category> Categories => categories.Values;

    /// <summary>As it was on that day; null where there was none.</summary>
    public Purpose? Find(string code, DateOnly on) => purposes[code].FirstOrDefault(purpose => purpose.From <= on && (purpose.To ?? DateOnly.MaxValue) >= on);

    /// <summary>Until which age parents see who looked, as it was on that day.</summary>
    public CustodyRule Custody(DateOnly on) => custody.Single(rule => rule.From <= on && (rule.To ?? DateOnly.MaxValue) >= on);

    public string NameOf(string category) => categories.TryGetValue(category, out var known) ? known.Name.ToString() : category;

    internal sealed record Content(IReadOnlyList<Purpose> Purposes, IReadOnlyList<Category> Categories, IReadOnlyList<CustodyRule> Custody);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PurposeRegister.Content))]
internal sealed partial class RegisterJson : JsonSerializerContext;
