using System.Collections.Immutable;
using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using Overblik.Population;
using Overblik.Sim;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Overblik.SignIn;

/// <summary>The page on which a tester chooses who to be, and what comes of it.</summary>
internal sealed class SignInPages(People people, Func<DateOnly> today, TimeProvider time)
{
    private const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;
    /// <summary>The scope of an employee's sign-in.</summary>
    public const string Staff = "staff";

    private static readonly string[] Levels = ["low", "substantial", "high"];

    public void Map(WebApplication app)
    {
        app.MapGet("/", () => Site.Page("en", "Test sign-in", Html.Of($"""
            <header><p class="banner">Test sign-in — synthetic people only</p></header>
            <main><h1>Test sign-in</h1><p>This service signs people in to another one. Start there.</p></main>
            """)));
        app.MapGet("/authorize", Ask);
        app.MapPost("/authorize", Answer);
        app.MapMethods("/logout", ["GET", "POST"], (HttpContext http) => Logout(http));
    }

    private IResult Ask(HttpContext http, IAntiforgery forms)
    {
        var request = Request(http);
        // There is no session here, so nobody can be signed in without being asked.
        if (request.HasPromptValue(PromptValues.None)) return Refuse(Errors.LoginRequired, "Nobody is signed in here.");
        return Show(http, request, forms, error: null);
    }

    private async Task<IResult> Answer(HttpContext http, IAntiforgery forms)
    {
        var request = Request(http);
        if (!await forms.IsRequestValidAsync(http)) return TypedResults.BadRequest();
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (form.ContainsKey("cancel")) return Refuse(Errors.AccessDenied, "The person cancelled.");
        if (request.HasScope(Staff)) return Employee.ById(form["employee"]) is { } employee ? TypedResults.SignIn(Principal(employee, request), authenticationScheme: Scheme) : Show(http, request, forms, static words => words.NoSuchPerson);
        var persona = Persona.ById(form["persona"]);
        var person = persona?.On(today())
            ?? (int.TryParse(form["number"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < people.Count ? people[number] : null);
        var acr = persona?.Acr ?? (form.TryGetValue("acr", out var chosen) ? chosen.ToString() : "substantial");
        if (person is null || !Levels.Contains(acr)) return Show(http, request, forms, static words => words.NoSuchPerson);
        if (!people.At(person, today()).IsAlive) return Show(http, request, forms, static words => words.NotAlive);
        return TypedResults.SignIn(Principal(person, persona?.IsFormer == true ? person.FormerCpr : person.Cpr, acr, request), authenticationScheme: Scheme);
    }

    private static IResult Logout(HttpContext http)
    {
        // OpenIddict has checked the address to return to; without one there is only a page to show.
        if (Request(http).PostLogoutRedirectUri is not null) return TypedResults.SignOut(authenticationSchemes: [Scheme]);
        return Site.Page("en", "Signed out", Html.Of($"""<main><h1>You are signed out</h1><p lang="da">Du er logget ud.</p></main>"""));
    }

    private static OpenIddictRequest Request(HttpContext http) => http.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("OpenIddict lets only its own requests through.");

    private static ForbidHttpResult Refuse(string error, string description) => TypedResults.Forbid(
        new AuthenticationProperties(new Dictionary<string, string?>
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
        }), [Scheme]);

    private ClaimsPrincipal Principal(Person person, string? number, string acr, OpenIddictRequest request)
    {
        var identity = new ClaimsIdentity("test", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, Subject(person))
            .SetClaim(Claims.AuthenticationTime, time.GetUtcNow().ToUnixTimeSeconds())
            .SetClaim("acr", acr)
            .SetClaims("amr", [acr == "low" ? "pwd" : "mfa"]);
        if (request.HasScope(Scopes.Profile))
        {
            identity.SetClaim(Claims.Name, person.Name)
                .SetClaim(Claims.GivenName, person.FirstName)
                .SetClaim(Claims.Birthdate, person.Birth.ToString("O", CultureInfo.InvariantCulture));
        }
        if (request.HasScope("cpr") && number is not null)
            identity.SetClaim("cpr", number).SetClaim("cpr_uuid", $"urn:uuid:{person.Uuid}");
        identity.SetScopes(request.GetScopes());
        identity.SetDestinations(static _ => [Destinations.IdentityToken]);
        return new(identity);
    }

    private ClaimsPrincipal Principal(Employee employee, OpenIddictRequest request)
    {
        var identity = new ClaimsIdentity("test", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, "staff-" + employee.Id)
            .SetClaim(Claims.AuthenticationTime, time.GetUtcNow().ToUnixTimeSeconds())
            .SetClaim("acr", "substantial")
            .SetClaims("amr", ["mfa"])
            .SetClaim(Claims.Name, employee.Name)
            .SetClaim("cvr", employee.Cvr)
            .SetClaim("org_name", employee.Organisation)
            .SetClaims(Claims.Role, [.. employee.Roles]);
        identity.SetScopes(request.GetScopes());
        identity.SetDestinations(static _ => [Destinations.IdentityToken]);
        return new(identity);
    }

    // Opaque, the same at each sign-in, and unrelated to the CPR number and its UUID.
    private string Subject(Person person) =>
        Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes($"sub/{(person.Index < 0 ? 0 : people.Seed)}/{person.Index}")).AsSpan(0, 16).ToArray());

    private IResult Show(HttpContext http, OpenIddictRequest request, IAntiforgery forms, Func<Words, string>? error)
    {
        var language = http.Request.Query["lang"].FirstOrDefault() ?? (http.Request.HasFormContentType ? http.Request.Form["lang"].FirstOrDefault() : null) ?? request.UiLocales?.Split(' ')[0];
        var words = language?.StartsWith("en", StringComparison.OrdinalIgnoreCase) == true ? Words.English : Words.Danish;
        var requested = request.AcrValues?.Split(' ').FirstOrDefault(Levels.Contains);
        var choice = new Choice(
            request.ClientId!, request.RequestUri ?? http.Request.Query["request_uri"].ToString(), http.Request.Query["q"].ToString(),
            request.AcrValues, requested ?? "substantial", today(), people.Count, error, forms.GetAndStoreTokens(http));
        return request.HasScope(Staff) ? ChoosePage.ShowStaff(words, choice) : ChoosePage.Show(words, choice);
    }
}
