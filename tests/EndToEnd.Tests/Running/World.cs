using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Overblik.EndToEnd.Tests;

/// <summary>The portal, the test sign-in, the authorities and the inbox as ./run starts them, on free ports and with a data folder of their own.</summary>
internal sealed class World : IAsyncDisposable
{
    public const string Today = "2026-12-01";

    private const string Policy = "log-policy";

    /// <summary>In the order of the development settings.</summary>
    public static readonly IReadOnlyList<string> Sources =
    [
        "udbetaling-danmark", "skatteforvaltningen", "kommunen", "koebenhavn", "hospitalet", "uddannelse", "gaeldsstyrelsen", "cpr", "politiet", "laegeregistret", "familieretshuset", "ejendomme", "atp",
        "erhvervsstyrelsen",
    ];


    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("overblik-e2e-");
    private readonly List<Child> _others = [];
    private readonly string[] _settings;
    private readonly int _smtp;
    private Child? _portal;
    private DirectoryInfo? _outside;

    private World(string[] settings)
    {
        var ports = FreePorts(5);
        (Portal, SignIn, Authorities, Inbox, _smtp) = ($"http://localhost:{ports[0]}", $"http://localhost:{ports[1]}", $"http://localhost:{ports[2]}", $"http://localhost:{ports[3]}", ports[4]);
        _settings =
        [
            $"--Urls={Portal}", $"--PublicUrl={Portal}", $"--Data={_data.FullName}", $"--Today={Today}", $"--Identity:Issuer={SignIn}/",
            "--Calendar:Email:Host=localhost", $"--Calendar:Email:Port={_smtp}", "--Calendar:Email:From=noreply@overblik.example",
            $"--Calendar:Sms:Url={Inbox}/messages", "--Calendar:Sms:Token=demo", $"--Calendar:Push:Hosts:0=localhost:{ports[3]}",
            "--Limits:PerPerson=100000", "--Limits:PerAddress=100000",
            // The files as they were compressed by the build; otherwise a development portal makes them up anew for each request.
            "--ReloadStaticAssetsAtRuntime=false",
            // The tests ask for what is shown, not for how fast a busy machine is: the longest time limit there is.
            .. Sources.SelectMany((source, i) => new[] { $"--Overview:Sources:{i}:Url={Authorities}/{source}", $"--Overview:Sources:{i}:TestUrl={Authorities}/{source}", $"--Overview:Sources:{i}:TimeLimit=00:00:05" }),
            .. settings,
        ];
    }

    public string Portal { get; }
    public string SignIn { get; }
    public string Authorities { get; }

    /// <summary>Everybody's e-mail, telephone and push messages.</summary>
    public string Inbox { get; }

    /// <summary>All that the programs have written.</summary>
    public ConcurrentQueue<string> Log { get; } = new();

    /// <param name="faults">For example <c>kommunen=slow:800</c>.</param>
    /// <param name="settings">More settings of the portal.</param>
    /// <param name="logging">More settings of all of them.</param>
    public static Task<World> Start(string[] faults, string[] settings, params string[] logging) => Start(new World([.. settings, .. logging]), faults, logging);

    /// <summary>The same, and the authorities tell who has looked, by a program that is known to the portal, and two witnesses cosign the log.</summary>
    public static Task<World> StartTelling()
    {
        var outside = Directory.CreateTempSubdirectory("overblik-e2e-outside-");
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = Path.Combine(outside.FullName, "program.pem");
        File.WriteAllText(pem, pair.ExportPkcs8PrivateKeyPem());
        var point = pair.ExportParameters(false).Q;
        var (x, y) = (Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        // The thumbprint (RFC 7638).
        var id = Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""")));
        (string Id, string Name, string Cvr)[] sources = [("skatteforvaltningen", "Skatteforvaltningen", "99000201"), ("udbetaling-danmark", "Udbetaling Danmark", "99000104"), ("kommunen", "Din kommune", "19435075")];
        var world = new World(
        [
            $"--Log:Policy={Path.Combine(outside.FullName, Policy)}", "--Identity:Machines:0:Id=demo", "--Identity:Machines:0:Scopes:0=access-log", $$"""--Identity:Machines:0:Jwks={"keys":[{"kty":"EC","crv":"P-256","x":"{{x}}","y":"{{y}}","kid":"{{id}}","use":"sig","alg":"ES256"}]}""",
            .. sources.SelectMany((source, i) => new[] { $"--Identity:Machines:0:Sources:{i}:Id={source.Id}", $"--Identity:Machines:0:Sources:{i}:NameDa={source.Name}", $"--Identity:Machines:0:Sources:{i}:NameEn={source.Name}", $"--Identity:Machines:0:Sources:{i}:DataProtectionCvr={source.Cvr}" }),
        ]) { _outside = outside };
        return Start(world, [], [$"--LookUps:Portal={world.Portal}", $"--LookUps:Key={pem}"]);
    }

    private static async Task<World> Start(World world, string[] faults, string[] logging)
    {
        try
        {
            world._others.Add(await Child.Start("Authorities",
                [$"--Urls={world.Authorities}", $"--Hub:Jwks={world.Portal}/.well-known/jwks.json", $"--Hub:Issuer={world.Portal}", $"--Today={Today}", .. faults.Select(it => "--Faults:" + it), .. logging],
                world.Log));
            world._others.Add(await Child.Start("SignIn",
                [
                    $"--Urls={world.SignIn}", $"--Issuer={world.SignIn}/", $"--Data={Path.Combine(world._data.FullName, "sign-in")}", $"--Today={Today}",
                    $"--Client:RedirectUris={world.Portal}/log-ind/svar", $"--Client:PostLogoutRedirectUris={world.Portal}/log-ud/svar",
                    $"--Client:JwksUri={world.Portal}/.well-known/client-jwks.json", .. logging,
                ],
                world.Log));
            world._others.Add(await Child.Start("Inbox", [$"--Urls={world.Inbox}", $"--Smtp:Port={world._smtp}", "--Sms:Token=demo", .. logging], world.Log));
            if (world._outside is { } outside) await world.StartWitnesses(outside.FullName);
            world._portal = await Child.Start("Web", world._settings, world.Log);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    // The portal is to know them before it starts, and they its log.
    private async Task StartWitnesses(string folder)
    {
        var log = (await Child.Say("Web", ["log", "vkey", .. _settings])).Trim();
        var policy = new StringBuilder();
        using var http = new HttpClient();
        foreach (var name in new[] { "one", "two" })
        {
            var witness = await Child.StartWitness(["--log", log, "--name", $"witness.example/{name}", "--key", Path.Combine(folder, name + ".key"), "--store", Path.Combine(folder, name), "--url", "http://127.0.0.1:0"], Log);
            _others.Add(witness);
            policy.Append(CultureInfo.InvariantCulture, $"witness {name} {(await http.GetStringAsync(new Uri(witness.Address, "/vkey"))).Trim()} {witness.Address}\n");
        }
        await File.WriteAllTextAsync(Path.Combine(folder, Policy), $"{policy}group both all one two\nquorum both\n");
    }

    /// <summary>The portal's process is killed and another one started on the same data.</summary>
    public async Task RestartPortal()
    {
        await _portal!.DisposeAsync();
        _portal = await Child.Start("Web", _settings, Log);
    }

    public async ValueTask DisposeAsync()
    {
        if (_portal is not null) await _portal.DisposeAsync();
        foreach (var other in _others) await other.DisposeAsync();
        _data.Delete(recursive: true);
        _outside?.Delete(recursive: true);
    }

    // All at once, so that the same port is not given twice.
    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners) listener.Start();
        var ports = listeners.Select(it => ((IPEndPoint)it.LocalEndpoint).Port).ToArray();
        foreach (var listener in listeners) listener.Dispose();
        return ports;
    }
}
