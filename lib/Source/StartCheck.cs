using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Overblik.Source;

/// <summary>What must hold of a source's description and its agreement before the first call. A message names the setting and says what to do.</summary>
internal static partial class StartCheck
{
    public static void Of(SourceInfo info, SourceOptions options, string prefix)
    {
        Check(Code().IsMatch(info.Id), $"SourceInfo.Id is '{info.Id}'. Write the id agreed with the hub, which is aud of its tokens: lower-case letters, digits and hyphens, at most 40.");
        Check(Prefix().IsMatch(prefix), $"The prefix of the source '{info.Id}' is '{prefix}'. Write the path before /v1: it begins with a slash and does not end with one, e.g. /{info.Id}. Leave it out where there is one source.");
        Description(info);
        Check(options.PageSize is >= 1 and <= 100, $"Source:PageSize is {options.PageSize}. Write a number from 1 to 100, or leave it out.");
        Check(options.TestPeople.Count <= 20, $"Source:TestPeople has {options.TestPeople.Count} people. Name at most 20.");
        for (var i = 0; i < options.TestPeople.Count; i++)
        {
            // The number may be somebody's, so it is not repeated.
            Check(TestPerson().IsMatch(options.TestPeople[i]), $"Source:TestPeople:{i} is not the number of a synthetic person or company. Write ten digits with the day of birth raised by 60, or eight digits.");
        }
        Check(options.Hubs.Count > 0, $"No hub may call the source '{info.Id}'. Name one in the configuration, e.g. Source:Hubs:0:Issuer = https://overblik.example");
        for (var i = 0; i < options.Hubs.Count; i++) Hub(options.Hubs[i], $"Source:Hubs:{i}", info);
        var twice = options.Hubs.CountBy(it => it.Issuer).FirstOrDefault(it => it.Value > 1).Key;
        Check(twice is null, $"Source:Hubs names the issuer '{twice}' twice. Write each hub once.");
    }

    /// <summary>A misspelled setting would otherwise be one that is missing.</summary>
    public static void Names(IConfigurationSection section)
    {
        Only(section, nameof(SourceOptions.Hubs), nameof(SourceOptions.TestPeople), nameof(SourceOptions.PageSize), nameof(SourceOptions.StopsMixUps));
        foreach (var hub in section.GetSection(nameof(SourceOptions.Hubs)).GetChildren()) Only(hub, nameof(HubOptions.Issuer), nameof(HubOptions.Jwks), nameof(HubOptions.Areas), nameof(HubOptions.Assurance));

        static void Only(IConfigurationSection section, params string[] names)
        {
            var unknown = section.GetChildren().FirstOrDefault(it => !names.Contains(it.Key, StringComparer.OrdinalIgnoreCase));
            Check(unknown is null, $"There is no setting {unknown?.Path}. Write one of {string.Join(", ", names)}, or take it out.");
        }
    }

    private static void Description(SourceInfo info)
    {
        Check(info.Authority is null || info.Authorities is null, $"The source '{info.Id}' has both SourceInfo.Authority and SourceInfo.Authorities. Set the first where there is one authority, the second where several share the source.");
        Check(info.Authorities is not { Count: > 500 }, $"SourceInfo.Authorities of the source '{info.Id}' has {info.Authorities?.Count} authorities. Name at most 500.");
        foreach (var authority in info.Authorities ?? (info.Authority is { } one ? [one] : [])) Check(Cvr().IsMatch(authority.Id), $"The authority '{authority.Name.Da}' of the source '{info.Id}' has the id '{authority.Id}'. Write its CVR number, eight digits.");
        Check(info.Areas.Count is > 0 and <= 100, $"The source '{info.Id}' has no areas, or more than 100. Name at least one in SourceInfo.Areas.");
        foreach (var area in info.Areas)
        {
            Check(Code().IsMatch(area.Code), $"The source '{info.Id}' has the area '{area.Code}'. Write a code of lower-case letters, digits and hyphens, at most 40.");
            Check(area.Kinds.Count > 0, $"The area '{area.Code}' of the source '{info.Id}' has no kinds. Name at least one.");
            Check(info.Areas.Count(it => it.Code == area.Code) == 1, $"The source '{info.Id}' has the area '{area.Code}' twice. Name each code once.");
        }
        Check(info.Identifiers.Count > 0, $"The source '{info.Id}' can be asked by no number. Name at least one in SourceInfo.Identifiers.");
        Check(info.Freshness is >= 0 and <= 86_400, $"SourceInfo.Freshness of the source '{info.Id}' is {info.Freshness}. Write seconds from 0 to 86400.");
        Check(info.Contact.Email.Contains('@', StringComparison.Ordinal), $"SourceInfo.Contact of the source '{info.Id}' has no e-mail address. Write one that the hub's operators can use.");
    }

    private static void Hub(HubOptions hub, string setting, SourceInfo info)
    {
        Check(hub.Issuer.Length > 0, $"A hub of the source '{info.Id}' has no Issuer. Write in {setting}:Issuer the hub's name in its tokens, e.g. https://overblik.example");
        Check(hub.KeysAddress is { IsAbsoluteUri: true, Scheme: "http" or "https" }, $"The hub '{hub.Issuer}' of the source '{info.Id}' needs Jwks. Write in {setting}:Jwks the full address of its keys, e.g. https://overblik.example/.well-known/jwks.json");
        Check(Enum.IsDefined(hub.Assurance), $"{setting}:Assurance is '{hub.Assurance}'. Write Low, Substantial or High.");
        var offered = info.Areas.Select(it => it.Code).ToArray();
        var unknown = hub.Areas.Except(offered).FirstOrDefault();
        Check(unknown is null, $"The source '{info.Id}' has no area '{unknown}', which {setting}:Areas agrees with {hub.Issuer}. It has: {string.Join(", ", offered)}.");
    }

    private static void Check(bool holds, string message)
    {
        if (!holds) throw new SourceConfigurationException(message);
    }

    [GeneratedRegex("^[a-z0-9-]{1,40}$")]
    private static partial Regex Code();

    [GeneratedRegex("^(/[A-Za-z0-9._~-]+)*$")]
    private static partial Regex Prefix();

    [GeneratedRegex("^[0-9]{8}$")]
    private static partial Regex Cvr();

    [GeneratedRegex("^([6-9][0-9]{9}|[0-9]{8})$")]
    private static partial Regex TestPerson();
}

/// <summary>The source's description or its configuration cannot be used; the message says what to mend.</summary>
public sealed class SourceConfigurationException(string message, Exception? inner = null) : Exception(message, inner);
