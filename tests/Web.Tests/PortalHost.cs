using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Overblik.Identity;
using Overblik.Platform;
using Overblik.Platform.Ports;

[assembly: AssemblyFixture(typeof(Overblik.Web.Tests.PortalHost))]
[assembly: CaptureConsole(CaptureOut = false, CaptureError = false)]

namespace Overblik.Web.Tests;

/// <summary>Moves what the portal takes for now; timers stay real, so a time limit is a real time limit.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long shift;

    public void Forward(TimeSpan by) => Interlocked.Add(ref shift, by.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref shift));
}

/// <summary>
/// The portal on a real port and a real database, with sources that each test plays itself. One host serves the whole
/// assembly, and each test has its own person; a test that needs other settings starts its own with <see cref="Start(string[])"/>.
/// SQLite, or PostgreSQL where OVERBLIK_TEST_POSTGRES names a server on which databases may be made.
/// </summary>
public sealed class PortalHost : IAsyncLifetime
{
    private static int people;
    private readonly string? sharedDatabase;
    private readonly string[] settings;
    private readonly Action<IServiceCollection>? more;

    public PortalHost() => settings = [];

    private PortalHost(string folder, string? database, string[] settings, Action<IServiceCollection>? more = null) => (Folder, sharedDatabase, this.settings, this.more) = (folder, database, settings, more);

    /// <summary>The names of the sources: three that behave by default, and one with a short time limit.</summary>
    internal const string A = "alfa", B = "beta", C = "gamma", Impatient = "hastig";

    /// <summary>The authority that looks after <see cref="A"/>, and that source in its test system.</summary>
    internal const string Steward = "99000015", ATest = "alfa-test";

    internal string Folder { get; } = Directory.CreateTempSubdirectory("overblik-test-").FullName;
    internal string? Database { get; private set; }
    internal FakeSources Sources { get; private set; } = null!;
    internal WebApplication App { get; private set; } = null!;
    internal ShiftedTime Time { get; } = new();
    internal ConcurrentQueue<string> Log { get; } = [];
    internal Uri Address { get; private set; } = null!;
    internal IDbContextFactory<PlatformDb> Databases => App.Services.GetRequiredService<IDbContextFactory<PlatformDb>>();

    internal static bool OnPostgres => PostgresServer is not null;

    private static string? PostgresServer => Environment.GetEnvironmentVariable("OVERBLIK_TEST_POSTGRES") is { Length: > 0 } server ? server : null;

    public async ValueTask InitializeAsync()
    {
        Sources = await FakeSources.Start();
        if (PostgresServer is { } server) Database = sharedDatabase ?? await NewDatabase(server);
        var args = new List<string>
        {
            "--environment=Development", "--Urls=http://127.0.0.1:0", $"--Data={Folder}",
            "--Limits:PerPerson=1000000", "--Limits:PerAddress=1000000", "--Overview:BreakAfter=1000000",
            // No broker: the tests of the sign-in start their own.
            "--Identity:Issuer=http://127.0.0.1:9/",
        };
        if (Database is not null) args.Add("--Database:Postgres=" + Database);
        string[] names = [A, B, C, Impatient];
        args.Add($"--Overview:Sources:0:Stewards:0={Steward}");
        args.Add($"--Overview:Sources:0:TestUrl={new Uri(Sources.Address, ATest)}");
        args.Add("--Overview:Sources:0:TestAudience=" + ATest);
        for (var i = 0; i < 16; i++)
        {
            // The development settings name sixteen sources; the first four are played by the tests, the others join later; only the first keeps a steward.
            args.Add($"--Overview:Sources:{i}:Id={(i < 4 ? names[i] : "senere-" + i)}");
            args.Add($"--Overview:Sources:{i}:NameDa={(i < 4 ? "Myndighed " + names[i] : "Senere " + i)}");
            args.Add($"--Overview:Sources:{i}:NameEn={(i < 4 ? "Authority " + names[i] : "Later " + i)}");
            args.Add($"--Overview:Sources:{i}:Url={(i < 4 ? new Uri(Sources.Address, names[i]).ToString() : "")}");
            args.Add($"--Overview:Sources:{i}:TimeLimit={(i == 3 ? "00:00:01.500" : "00:00:05")}");
            args.Add($"--Overview:Sources:{i}:Areas:0=area");
            args.Add($"--Overview:Sources:{i}:AgreedFrom=");
            args.Add($"--Overview:Sources:{i}:Custody={i == 0}");
            for (var kind = 0; kind < 8; kind++) args.Add($"--Overview:Sources:{i}:Kinds:{kind}={(Overblik.Overview.ItemKind)kind}");
        }
        App = Portal.Build([.. args, .. settings], builder =>
        {
            builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Time));
            more?.Invoke(builder.Services);
            builder.Logging.ClearProviders().AddProvider(new LogCapture(Log)).SetMinimumLevel(LogLevel.Debug);
            builder.WebHost.UseStaticWebAssets();
        });
        await Portal.Prepare(App);
        await App.StartAsync();
        Address = new Uri(App.Urls.First());
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        if (Database is not null && sharedDatabase is null) await DropDatabase(PostgresServer!, Database);
        if (sharedDatabase is null && Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
    }

    internal async Task Stop()
    {
        await App.DisposeAsync();
        await Sources.DisposeAsync();
    }

    /// <summary>A portal of the test's own, with more settings.</summary>
    internal static Task<PortalHost> Start(params string[] settings) => Start(null, settings);

    /// <summary>The same, with parts of the test's own.</summary>
    internal static async Task<PortalHost> Start(Action<IServiceCollection>? more, params string[] settings)
    {
        var host = new PortalHost(Directory.CreateTempSubdirectory("overblik-test-").FullName, null, settings, more);
        await host.InitializeAsync();
        return host;
    }

    /// <summary>Another process's worth of portal on the same data: after a restart, or as a second node.</summary>
    internal async Task<PortalHost> Again(params string[] more)
    {
        var host = new PortalHost(Folder, Database ?? "", [.. settings, .. more], this.more);
        await host.InitializeAsync();
        return host;
    }

    /// <summary>A number of the replacement form (day + 60): no CPR number. Each call gives another.</summary>
    internal static CprNumber NewNumber()
    {
        var n = Interlocked.Increment(ref people);
        Assert.True(CprNumber.TryParse($"{61 + (n % 28)}{1 + (n / 28 % 12):00}{70 + (n / 336 % 20)}{1000 + (n % 1000):0000}", out var number));
        return number;
    }

    /// <summary>Someone who has signed in and seen the notice, without the way by the broker.</summary>
    internal async Task<Visitor> SignIn(CprNumber? number = null, bool notice = true, string name = "Prøve Person")
    {
        number ??= NewNumber();
        var person = await App.Services.GetRequiredService<IPeople>().IdFor(number, default);
        var sessions = App.Services.GetRequiredService<SessionStore>();
        var session = await sessions.Start(person, number, AssuranceLevel.Substantial, name, default);
        if (notice) await sessions.SeeNotice((Actor)(await sessions.Check(person, session, default))!, default);
        return Visit(person, session, number);
    }

    /// <summary>An employee of an authority; of the one that looks after <see cref="A"/> unless said otherwise.</summary>
    internal async Task<Visitor> SignInStaff(string cvr = Steward, string name = "Prøve Medarbejder", StaffRoles roles = StaffRoles.Steward)
    {
        Assert.True(CvrNumber.TryParse(cvr, out var authority));
        var person = await App.Services.GetRequiredService<IPeople>().IdForStaff(Guid.NewGuid().ToString(), default);
        return Visit(person, await App.Services.GetRequiredService<SessionStore>().StartStaff(person, AssuranceLevel.Substantial, name, authority, "Styrelsen for Prøver", roles, default), null!);
    }

    private Visitor Visit(PersonId person, Guid session, CprNumber number)
    {
        var cookie = App.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(CookieAuthenticationDefaults.AuthenticationScheme);
        var ticket = new AuthenticationTicket(
            new ClaimsPrincipal(new ClaimsIdentity([new Claim(Access.PersonClaim, person.ToString()), new Claim(Access.SessionClaim, session.ToString("N"))], CookieAuthenticationDefaults.AuthenticationScheme)),
            new AuthenticationProperties { IssuedUtc = Time.GetUtcNow(), ExpiresUtc = Time.GetUtcNow().AddDays(1) },
            CookieAuthenticationDefaults.AuthenticationScheme);
        var visitor = new Visitor(Address) { Number = number, Person = person, Session = session };
        visitor.Cookies.Add(Address, new System.Net.Cookie(cookie.Cookie.Name!, cookie.TicketDataFormat.Protect(ticket)));
        return visitor;
    }

    /// <summary>From now on every query fails.</summary>
    internal async Task BreakDatabase()
    {
        if (Database is not null)
        {
            await DropDatabase(PostgresServer!, Database);
            return;
        }
        foreach (var file in Directory.GetFiles(Folder, "overblik.db*")) File.Delete(file);
        Directory.CreateDirectory(Path.Combine(Folder, "overblik.db"));
        // After it: a connection that was opened before, by a writer in the background too, would go on in the deleted file.
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }

    internal Visitor Stranger() => new(Address);

    private static async Task<string> NewDatabase(string server)
    {
        var name = "overblik_test_" + Guid.NewGuid().ToString("N");
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 20 }.ConnectionString;
    }

    private static async Task DropDatabase(string server, string database)
    {
        NpgsqlConnection.ClearAllPools();
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(database).Database} WITH (FORCE)", connection);
        await command.ExecuteNonQueryAsync();
    }

    private sealed class LogCapture(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Debug;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");

        public void Dispose() { }
    }
}
