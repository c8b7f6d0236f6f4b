using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Overblik.EndToEnd.Tests;

/// <summary>The portal, the test sign-in, the authorities and the inbox as ./run starts them, on free ports and with a data folder of their own.</summary>
internal sealed class World : IAsyncDisposable
{
    public const string Today = "2026-12-01";

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
    public static async Task<World> Start(string[] faults, string[] settings, params string[] logging)
    {
        var world = new World([.. settings, .. logging]);
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
            world._portal = await Child.Start("Web", world._settings, world.Log);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
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
