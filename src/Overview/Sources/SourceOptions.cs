using System.Collections.Frozen;
using Microsoft.Extensions.Configuration;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Overview;

/// <summary>One authority's system as agreed with its authority: the configuration section <c>Overview:Sources</c>, checked at start.</summary>
internal sealed class SourceOptions
{
    public string Id { get; set; } = "";
    public string NameDa { get; set; } = "";
    public string NameEn { get; set; } = "";

    /// <summary>The base address, without /v1. Absent: the authority is to join later and is shown as not covered yet.</summary>
    public Uri? Url { get; set; }

    /// <summary>The <c>aud</c> of tokens: the source's own id; its id here unless configured.</summary>
    public string? Audience { get; set; }

    /// <summary>The agreement covers these areas, and from this date.</summary>
    public string[] Areas { get; set; } = [];

    /// <summary>What citizens call them; an area without a name is told by its code.</summary>
    public AreaName[] AreaNames { get; set; } = [];
    public DateOnly? AgreedFrom { get; set; }
    public ItemKind[] Kinds { get; set; } = [];

    /// <summary>How long the hub waits, a retry included.</summary>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Calls at the same time from this node.</summary>
    public int Concurrency { get; set; } = 100;

    /// <summary>The authorities, by CVR number, whose employees look after the source here.</summary>
    public string[] Stewards { get; set; } = [];

    /// <summary>The same source in the authority's test system, with synthetic people: for the preview.</summary>
    public Uri? TestUrl { get; set; }

    /// <summary>The <c>aud</c> of tokens for the test system: the source's id with <c>-test</c> unless configured. Never the real one's outside a demo.</summary>
    public string? TestAudience { get; set; }

    /// <summary>It is the register that says who has custody of whom; no other source is believed about that.</summary>
    public bool Custody { get; set; }

    /// <summary>Where a citizen turns when the source is down.</summary>
    public string? Phone { get; set; }
    public Uri? Site { get; set; }

    /// <summary>
    /// The same agreement with the authority's test system, under an id of its own: its tokens and its subject key are good for nothing at the real one, and what is refused of it is not counted there.
    /// </summary>
    public SourceOptions InTest()
    {
        var copy = (SourceOptions)MemberwiseClone();
        (copy.Id, copy.Url) = (Id + "-test", TestUrl);
        copy.Audience = TestAudience ?? copy.Id;
        return copy;
    }
}

internal sealed class AreaName
{
    public string Code { get; set; } = "";
    public string Da { get; set; } = "";
    public string En { get; set; } = "";
}

internal sealed class OverviewOptions
{
    public const int MaxBytes = 1 << 20, MaxPerKind = 100, MaxItems = 900;
    public static readonly TimeSpan Budget = TimeSpan.FromSeconds(5);

    public SourceOptions[] Sources { get; set; } = [];

    /// <summary>For how long an answer of this session is shown again without asking. Zero: always ask.</summary>
    public TimeSpan CacheFor { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Calls for overviews at the same time from this node, of all sources together: it bounds the memory that a rush takes.</summary>
    public int CallsAtOnce { get; set; } = 3000;

    /// <summary>Failures in a row that open a source's breaker, and for how long it then stays open at first.</summary>
    public int BreakAfter { get; set; } = 5;
    public TimeSpan BreakFor { get; set; } = TimeSpan.FromSeconds(10);

    /// <param name="configuration">All of it.</param>
    /// <param name="demo">There are no real people, so a source may be its own test system.</param>
    public static OverviewOptions Read(IConfiguration configuration, bool demo)
    {
        var options = new OverviewOptions();
        try { configuration.GetSection("Overview").Bind(options, binder => binder.ErrorOnUnknownConfiguration = true); }
        catch (InvalidOperationException e) { throw new StartupException("The configuration section 'Overview' cannot be read: " + e.Message); }
        var errors = options.Errors(demo).ToList();
        return errors.Count == 0 ? options : throw new StartupException("The configuration section 'Overview' is wrong: " + string.Join(" ", errors));
    }

    private IEnumerable<string> Errors(bool demo)
    {
        if (CallsAtOnce < 1) yield return "CallsAtOnce must be at least 1.";
        if (BreakAfter < 1) yield return "BreakAfter must be at least 1.";
        if (BreakFor <= TimeSpan.Zero) yield return "BreakFor must be above 0.";
        if (CacheFor < TimeSpan.Zero) yield return "CacheFor must be 0 or more.";
        foreach (var double_ in Sources.GroupBy(s => s.Id).Where(g => g.Count() > 1)) yield return $"Source '{double_.Key}' stands there twice.";
        if (string.Join(',', Sources.Select(s => s.Id)).Length > AccessEntry.MaxSources)
            yield return $"The ids of all sources together must be at most {AccessEntry.MaxSources} characters: an entry of the access log names them all.";
        if (Sources.Count(source => source.Custody) > 1) yield return "Custody is said by one source.";
        foreach (var source in Sources)
        {
            var name = $"Source '{source.Id}':";
            if (source.Custody && !source.Kinds.Contains(ItemKind.Registration)) yield return $"{name} Custody is said in registrations: Kinds must name Registration.";
            if (source.Id.Length is 0 or > 40 || !source.Id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
                yield return $"{name} Id must be 1 to 40 of a-z, 0-9 and '-'.";
            if (source.NameDa.Length == 0 || source.NameEn.Length == 0) yield return $"{name} NameDa and NameEn are required.";
            if (source.Site is { } site && (!site.IsAbsoluteUri || site.Scheme != "https")) yield return $"{name} Site must be https.";
            if (source.AreaNames.Any(area => area.Code.Length == 0 || area.Da.Length == 0 || area.En.Length == 0)) yield return $"{name} each of AreaNames needs Code, Da and En.";
            foreach (var steward in source.Stewards.Where(s => !CvrNumber.TryParse(s, out _))) yield return $"{name} '{steward}' in Stewards is no CVR number.";
            if (source.TestUrl is { } test && (!test.IsAbsoluteUri || (test.Scheme != "https" && !test.IsLoopback))) yield return $"{name} TestUrl must be https (http only on loopback).";
            if (!demo && source.TestUrl is not null && source.TestUrl == source.Url) yield return $"{name} TestUrl is the address of the real system: an employee would see real people. Give the test system's, or leave it out.";
            if (!demo && source.TestUrl is not null && source.InTest().Audience == (source.Audience ?? source.Id)) yield return $"{name} TestAudience must not be the real system's: tokens for the test system would be good there.";
            if (source.Url is null && source.TestUrl is null) continue;
            if (source.Url is not null && (!source.Url.IsAbsoluteUri || (source.Url.Scheme != "https" && !source.Url.IsLoopback))) yield return $"{name} Url must be https (http only on loopback).";
            if (source.Areas.Length == 0) yield return $"{name} Areas must name at least one area of the agreement.";
            if (source.Kinds.Length == 0) yield return $"{name} Kinds must name at least one kind.";
            if (source.TimeLimit <= TimeSpan.Zero || source.TimeLimit > Budget) yield return $"{name} TimeLimit must be above 0 and at most {Budget}.";
            if (source.Concurrency < 1) yield return $"{name} Concurrency must be at least 1.";
        }
    }
}

/// <summary>A source at work on this node: what was agreed, its breaker, its connections.</summary>
internal sealed class Source : IDisposable
{
    public Source(SourceOptions options, OverviewOptions overview, IBusinessClock clock, TimeProvider time)
    {
        Options = options;
        Name = new Text(options.NameDa, options.NameEn);
        Kinds = options.Kinds.ToFrozenSet();
        Areas = options.Areas.ToFrozenSet(StringComparer.Ordinal);
        Breaker = new Breaker(time, overview.BreakAfter, overview.BreakFor);
        Places = new SemaphoreSlim(options.Concurrency);
        this.clock = clock;
        Connections = new HttpMessageInvoker(new SocketsHttpHandler
        {
            MaxConnectionsPerServer = options.Concurrency,
            ConnectTimeout = options.TimeLimit,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            // HTTP/2 where a source speaks it: a few connections carry what would take hundreds when everybody comes at once. A connection that has died unseen is found by its silence, since
            // calls that run out of time do not end it.
            EnableMultipleHttp2Connections = true,
            // A whole answer fits: nobody waits for leave to send on.
            InitialHttp2StreamWindowSize = OverviewOptions.MaxBytes,
            KeepAlivePingDelay = TimeSpan.FromSeconds(5),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = System.Net.DecompressionMethods.GZip,
            // The breaker and the time limit speak for a source; a trace context would tell it which page of which session asked.
            ActivityHeadersPropagator = null,
        });
        var root = options.Url?.ToString().TrimEnd('/');
        (OverviewUrl, ItemUrl) = (root is null ? null : new Uri(root + "/v1/overview"), root is null ? null : new Uri(root + "/v1/item"));
    }

    private readonly IBusinessClock clock;

    public SourceOptions Options { get; }
    public string Id => Options.Id;
    public Text Name { get; }
    public FrozenSet<ItemKind> Kinds { get; }
    public FrozenSet<string> Areas { get; }
    public Breaker Breaker { get; }

    /// <summary>How it has answered this node since <see cref="AnswerLog"/> last wrote.</summary>
    public AnswerCounts Answers { get; } = new();
    public SemaphoreSlim Places { get; }
    public HttpMessageInvoker Connections { get; }
    public Uri? OverviewUrl { get; }
    public Uri? ItemUrl { get; }

    /// <summary>Kept here by <see cref="SourceTokens"/>.</summary>
    public SubjectKey? SubjectKey { get; set; }

    /// <summary>Whether its agreement is in force today and it has an address.</summary>
    public bool Covered => OverviewUrl is not null && !(Options.AgreedFrom > clock.Today);

    public Text NameOf(string area) => Options.AreaNames.FirstOrDefault(named => named.Code == area) is { } name ? new Text(name.Da, name.En) : new Text(area, area);

    public void Dispose()
    {
        Connections.Dispose();
        Places.Dispose();
    }
}

/// <summary>All sources, in the order of the configuration.</summary>
internal sealed class SourceRegister : IDisposable
{
    public SourceRegister(OverviewOptions options, IBusinessClock clock, TimeProvider time) =>
        All = [.. options.Sources.Select(source => new Source(source, options, clock, time))];

    public IReadOnlyList<Source> All { get; }

    public IEnumerable<Source> Covered => All.Where(source => source.Covered);

    public Source? Find(string id) => All.FirstOrDefault(source => source.Id == id && source.Covered);

    public void Dispose()
    {
        foreach (var source in All) source.Dispose();
    }
}
