using System.Security.Cryptography;

namespace Overblik.Platform.Ports;

/// <summary>The sources whose programs may tell who looked at whose data (owner: Identity, which knows the programs; used by the access log).</summary>
public interface ILogSources
{
    /// <summary>Each once, in the order of the configuration.</summary>
    IReadOnlyList<LookUpSource> All { get; }

    /// <summary>The authority as people call it; the id itself of one that is known no more.</summary>
    string NameOf(string source) => All.FirstOrDefault(one => one.Id == source)?.Name.ToString() ?? source;

    /// <summary>The public key of a program with this id; null where it has none of that kind (P-256). The caller disposes of it.</summary>
    Task<ECDsa?> KeyOf(string client, string keyId, CancellationToken cancellation);
}

/// <param name="Id">As the overview's source has it, where there is one.</param>
/// <param name="Name">As people call the authority.</param>
/// <param name="DataProtectionCvr">Whose employees answer what people ask about its look-ups; empty: nobody can be asked here.</param>
/// <param name="DataProtectionEmail">Who is told of each question; empty: it stands on their page only.</param>
public sealed record LookUpSource(string Id, Text Name, string DataProtectionCvr, string DataProtectionEmail);
