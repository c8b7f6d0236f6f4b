using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Net.Http.Headers;
using System.Net.Mail;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Identity;

/// <summary>An authority's program, as it was agreed: one entry of <c>Identity:Machines</c>.</summary>
internal sealed class MachineClient
{
    public string Id { get; set; } = "";

    /// <summary>The sources that it may speak for.</summary>
    public SpokenFor[] Sources { get; set; } = [];

    /// <summary>What it may do here: <see cref="MayDo"/>.</summary>
    public string[] Scopes { get; set; } = [];

    public static readonly string[] MayDo = [Access.Events, Access.LogBatches];

    /// <summary>Its public keys as JSON (RFC 7517), or where they are fetched.</summary>
    public string? Jwks { get; set; }
    public Uri? JwksUrl { get; set; }

    public sealed class SpokenFor
    {
        /// <summary>As the overview's source has it, where there is one.</summary>
        public string Id { get; set; } = "";
        public string NameDa { get; set; } = "";
        public string NameEn { get; set; } = "";

        /// <summary>Whose employees answer what people ask about its look-ups; where it is empty, nobody can be asked here.</summary>
        public string DataProtectionCvr { get; set; } = "";

        /// <summary>The e-mail address of the authority's data protection contact, which is told of each question.</summary>
        public string DataProtectionEmail { get; set; } = "";
    }

    public IEnumerable<string> Errors()
    {
        if (Id.Length is 0 or > 100) yield return "Id is required, 100 characters at the most.";
        if (Sources.Length == 0 || Sources.Any(source => source.Id.Length is 0 or > 40 || source.NameDa.Length == 0 || source.NameEn.Length == 0)) yield return "Sources names at least one source, each with Id (40 characters at the most), NameDa and NameEn.";
        if (Sources.Any(source => source.DataProtectionCvr.Length > 0 && !CvrNumber.TryParse(source.DataProtectionCvr, out _))) yield return "Sources' DataProtectionCvr must be a CVR number.";
        if (Sources.Any(source => source.DataProtectionEmail.Length > 0 && !MailAddress.TryCreate(source.DataProtectionEmail, out _))) yield return "Sources' DataProtectionEmail must be an e-mail address.";
        if (Scopes.Length == 0 || !Scopes.All(MayDo.Contains)) yield return $"Scopes must be one or both of: {string.Join(", ", MayDo)}.";
        if (string.IsNullOrWhiteSpace(Jwks) == (JwksUrl is null)) yield return "One of Jwks and JwksUrl is required.";
        if (JwksUrl is { } url && (!url.IsAbsoluteUri || (url.Scheme != "https" && !url.IsLoopback))) yield return "JwksUrl must be https (http only on localhost).";
        if (!string.IsNullOrWhiteSpace(Jwks) && JwksError(Jwks) is { } error) yield return error;
    }

    private static string? JwksError(string text)
    {
        try
        {
            var keys = new JsonWebKeySet(text).Keys;
            return keys.Count == 0 ? "Jwks holds no key." : keys.Any(key => key.HasPrivateKey) ? "Jwks holds a private key: give the public half only, and make another pair." : null;
        }
        catch (ArgumentException) { return "Jwks is no JSON Web Key Set."; }
    }
}

/// <summary>The programs that are known, and their public keys.</summary>
internal sealed partial class MachineClients(IdentityOptions options, TimeProvider time, ILogger<MachineClients> log) : IEventSources, ILogSources, IDisposable
{
    private const int MaxBytes = 64 * 1024;
    private static readonly TimeSpan FetchEvery = TimeSpan.FromMinutes(10), FetchAtMostEvery = TimeSpan.FromSeconds(10);

    private sealed record Fetched(IReadOnlyList<SecurityKey> Keys, DateTimeOffset At);

    private readonly FrozenDictionary<string, MachineClient> known = options.Machines.ToFrozenDictionary(machine => machine.Id, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Fetched> fetched = new(StringComparer.Ordinal);
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = TimeSpan.FromSeconds(5), MaxResponseContentBufferSize = MaxBytes, DefaultRequestHeaders = { Accept = { new MediaTypeWithQualityHeaderValue("application/json") } },
    };

    public IReadOnlyList<EventSource> All { get; } = [.. SourcesOf(options, Access.Events).Select(source => new EventSource(source.Id, new Text(source.NameDa, source.NameEn)))];

    IReadOnlyList<LookUpSource> ILogSources.All { get; } =
        [.. SourcesOf(options, Access.LogBatches).Select(source => new LookUpSource(source.Id, new Text(source.NameDa, source.NameEn), source.DataProtectionCvr, source.DataProtectionEmail))];

    public MachineClient? Find(string? id) => id is null ? null : known.GetValueOrDefault(id);

    /// <summary>Its keys; fetched again where none of them has this id. None where they cannot be had.</summary>
    public async Task<IReadOnlyList<SecurityKey>> KeysOf(MachineClient client, string? kid, CancellationToken cancellation)
    {
        if (client.JwksUrl is null) return [.. new JsonWebKeySet(client.Jwks).GetSigningKeys()];
        var held = fetched.GetValueOrDefault(client.Id);
        var age = held is null ? TimeSpan.MaxValue : time.GetUtcNow() - held.At;
        if (held is not null && (age < FetchAtMostEvery || (age < FetchEvery && held.Keys.Any(key => key.KeyId == kid)))) return held.Keys;
        IReadOnlyList<SecurityKey> keys;
        try { keys = [.. new JsonWebKeySet(await http.GetStringAsync(client.JwksUrl, cancellation)).GetSigningKeys()]; }
        catch (Exception e) when (e is HttpRequestException or ArgumentException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            LogNoKeys(log, client.Id, e.GetType().Name);
            keys = held?.Keys ?? [];
        }
        fetched[client.Id] = new Fetched(keys, time.GetUtcNow());
        return keys;
    }

    public async Task<ECDsa?> KeyOf(string client, string keyId, CancellationToken cancellation) =>
        Find(client) is { } machine && (await KeysOf(machine, keyId, cancellation)).FirstOrDefault(key => key.KeyId == keyId) is ECDsaSecurityKey { KeySize: 256 } key
            ? ECDsa.Create(key.ECDsa.ExportParameters(includePrivateParameters: false))
            : null;

    public void Dispose() => http.Dispose();

    private static IEnumerable<MachineClient.SpokenFor> SourcesOf(IdentityOptions options, string scope) =>
        options.Machines.Where(machine => machine.Scopes.Contains(scope)).SelectMany(machine => machine.Sources).DistinctBy(source => source.Id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The public keys of the program {Client} could not be fetched ({Exception})")]
    private static partial void LogNoKeys(ILogger log, string client, string exception);
}
