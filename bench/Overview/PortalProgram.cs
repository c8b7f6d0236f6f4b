using System.Globalization;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;
using Overblik.Identity;
using Overblik.Overview;
using Overblik.Platform;
using Overblik.Platform.Ports;
using Overblik.Web;
using Overblik.Web.Data;

namespace Overblik.Bench;

/// <summary>Someone who is signed in, and what the portal asks the sources about them.</summary>
internal sealed record Visitor(string Cookie, Guid Person, string[] Bodies, int[] TokenLengths);

internal sealed record NewSession(Guid Person, Guid Session);

/// <summary>
/// The portal itself, with the files of a published one, in a process that can be asked what it uses. The line <c>people N</c> signs the
/// first N in: a person, a session that has seen the notice, and the cookie that the sign-in would have set. The line <c>sign-in N</c> starts a
/// session of the Nth; the answer is empty where the database did not take it.
/// </summary>
internal static class PortalProgram
{
    public static async Task<int> Run(string web, string[] args)
    {
        AppContext.SetData("APP_CONTEXT_BASE_DIRECTORY", Path.GetFullPath(web) + Path.DirectorySeparatorChar);
        var app = Portal.Build(["--applicationName=Overblik.Web", .. args]);
        await Portal.Prepare(app);
        await Child.Serve(app, async line =>
        {
            var number = int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
            return line.StartsWith("people", StringComparison.Ordinal) ? JsonSerializer.Serialize(await SignIn(app.Services, number)) : await Start(app.Services, Number(number));
        });
        return 0;
    }

    private static CprNumber Number(int person) => CprNumber.TryParse(Authorities.Number(person), out var number) ? number : throw new InvalidOperationException("Not a number of the form.");

    private static async Task<string> Start(IServiceProvider services, CprNumber number)
    {
        try
        {
            var person = await services.GetRequiredService<IPeople>().IdFor(number, default);
            return JsonSerializer.Serialize(new NewSession(person.Value, await services.GetRequiredService<SessionStore>().Start(person, number, AssuranceLevel.Substantial, "Prøve Person", default)));
        }
        catch (Exception e) when (Database.StatusOf(e) == StatusCodes.Status503ServiceUnavailable) { return ""; }
    }

    private static async Task<List<Visitor>> SignIn(IServiceProvider services, int people)
    {
        var sessions = services.GetRequiredService<SessionStore>();
        var tokens = services.GetRequiredService<SourceTokens>();
        var cookie = services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(CookieAuthenticationDefaults.AuthenticationScheme);
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var visitors = new List<Visitor>();
        for (var i = 0; i < people; i++)
        {
            var number = Number(i);
            var person = await services.GetRequiredService<IPeople>().IdFor(number, default);
            var session = await sessions.Start(person, number, AssuranceLevel.Substantial, "Prøve Person " + i, default);
            await sessions.SeeNotice((Actor)(await sessions.Check(person, session, default))!, default);
            var claims = new ClaimsIdentity([new Claim(Access.PersonClaim, person.ToString()), new Claim(Access.SessionClaim, session.ToString("N"))], CookieAuthenticationDefaults.AuthenticationScheme);
            var ticket = new AuthenticationTicket(new ClaimsPrincipal(claims), new AuthenticationProperties { IssuedUtc = now, ExpiresUtc = now.AddDays(1) }, CookieAuthenticationDefaults.AuthenticationScheme);
            var sources = services.GetRequiredService<SourceRegister>().All;
            var asked = sources.Select(source => (Source: source, Key: tokens.SubjectKeyFor(source), Body: tokens.SubjectKeyFor(source).Overview(number))).ToList();
            visitors.Add(new Visitor(
                $"{cookie.Cookie.Name}={cookie.TicketDataFormat.Protect(ticket)}",
                person.Value,
                [.. asked.Select(a => Encoding.UTF8.GetString(a.Body))],
                [.. asked.Select(a => tokens.Make(a.Source, a.Key.SubjectOf(number), AssuranceLevel.Substantial, item: null, a.Body).Length)]));
        }
        return visitors;
    }
}
