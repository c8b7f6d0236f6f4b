using System.Collections.Frozen;
using System.Globalization;
using System.Resources;

namespace Overblik.Platform;

/// <summary>A text that an authority or the configuration gives in both languages.</summary>
public sealed record Text(string Da, string En)
{
    public override string ToString() => Language.IsDanish ? Da : En;
}

/// <summary>Danish or English, as the person chose.</summary>
public static class Language
{
    public const string Danish = "da", English = "en", Cookie = "overblik-sprog";

    /// <summary>The cultures decide how dates and amounts are written: 23. november 2026 and 23 November 2026.</summary>
    public static readonly CultureInfo[] Cultures = [CultureInfo.GetCultureInfo("da-DK"), CultureInfo.GetCultureInfo("en-GB")];

    public static bool IsDanish => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName != English;

    public static string Current => IsDanish ? Danish : English;
}

/// <summary>
/// All texts of all capabilities, by key: <c>capability.what</c>, from each capability's Texts.da.resx and Texts.en.resx.
/// Read once and frozen; a look-up is one hash.
/// </summary>
public sealed class Texts
{
    private readonly FrozenDictionary<string, string> danish;
    private readonly FrozenDictionary<string, string> english;

    public Texts(IEnumerable<IModule> modules)
    {
        var assemblies = modules.Select(m => m.GetType().Assembly).Prepend(typeof(Texts).Assembly).Distinct().ToList();
        danish = Read(assemblies, "da");
        english = Read(assemblies, "en");
    }

    /// <summary>The text in the person's language; the key itself where there is none, so that a missing text is seen and nothing breaks.</summary>
    public string this[string key] => (Language.IsDanish ? danish : english).GetValueOrDefault(key, key);

    /// <summary>The text with its places {0}, {1} filled in, in the person's language.</summary>
    public string Of(string key, params ReadOnlySpan<object?> values) => string.Format(CultureInfo.CurrentCulture, this[key], values);

    /// <summary>The text for one or for several: the keys end in <c>.one</c> and <c>.many</c>.</summary>
    public string Count(string key, int count) => Of(key + (count == 1 ? ".one" : ".many"), count);

    internal IEnumerable<string> Keys(string language) => language == Language.Danish ? danish.Keys : english.Keys;

    private static FrozenDictionary<string, string> Read(List<System.Reflection.Assembly> assemblies, string language)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var assembly in assemblies)
        {
            var manager = new ResourceManager(assembly.GetName().Name + ".Texts", assembly);
            ResourceSet? set;
            try { set = manager.GetResourceSet(CultureInfo.GetCultureInfo(language), true, false); }
            catch (MissingManifestResourceException) { continue; }
            if (set is null) continue;
            foreach (System.Collections.DictionaryEntry entry in set) texts.Add((string)entry.Key, (string)entry.Value!);
        }
        return texts.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
