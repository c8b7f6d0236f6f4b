using Microsoft.AspNetCore.Antiforgery;
using Overblik.Population;
using Overblik.Sim;

namespace Overblik.SignIn;

/// <summary>What the page needs to know.</summary>
internal sealed record Choice(
    string ClientId, string RequestUri, string Search, string? RequestedAcr, string Acr, DateOnly Today, int People, Func<Words, string>? Error, AntiforgeryTokenSet Form);

/// <summary>The page with the people to choose among. Field names are documented in sim/README.md and do not change.</summary>
internal static class ChoosePage
{
    public static IResult Show(Words words, Choice it)
    {
        var found = Persona.All.Where(persona => Matches(persona, it)).ToArray();
        return Frame(words, words.Title, it, Html.Of($"""
            <form method="get" action="/authorize" role="search" class="row">
            {Hidden(words, it)}
            <div><label for="q">{words.Search}</label><br><input type="search" id="q" name="q" value="{it.Search}"></div>
            <button class="second">{words.SearchButton}</button>
            </form>
            """), Html.Of($"""
            <fieldset>
            <legend>{words.Level}</legend>
            <p>{words.Requested} <strong>{it.RequestedAcr ?? words.NothingRequested}</strong></p>
            <div class="choices">{Level("low", words.Low, it)}{Level("substantial", words.Substantial, it)}{Level("high", words.High, it)}</div>
            </fieldset>
            <h2>{words.ByNumber}</h2>
            <div class="row">
            <div><label for="number">{words.Number} {it.People - 1}</label><br><input type="number" id="number" name="number" min="0" max="{it.People - 1}"></div>
            <button name="by" value="number">{words.SignInByNumber}</button>
            </div>
            <h2>{words.People} ({found.Length})</h2>
            <ul class="plain">{Html.Join(found.Select(persona => Row(words, persona, it.Today)))}</ul>
            """));
    }

    /// <summary>The page with the employees of authorities.</summary>
    public static IResult ShowStaff(Words words, Choice it) => Frame(words, words.StaffTitle, it, Html.Empty,
        Html.Of($"""<ul class="plain">{Html.Join(Employee.All.Select(employee => Row(words, employee)))}</ul>"""));

    private static IResult Frame(Words words, string heading, Choice it, Html before, Html choices) => Site.Page(words.Language, words.Title, Html.Of($"""
        <header><p class="banner">{words.Banner}</p></header>
        <main>
        <h1>{heading}</h1>
        <p>{words.Intro} <a href="{Link(it, words.OtherLanguage)}" lang="{words.OtherLanguage}" hreflang="{words.OtherLanguage}">{words.OtherLanguageName}</a></p>
        {(it.Error is { } error ? Html.Of($"""<p class="error" role="alert">{error(words)}</p>""") : Html.Empty)}
        {before}
        <form method="post" action="/authorize">
        {Hidden(words, it)}
        <input type="hidden" name="{it.Form.FormFieldName}" value="{it.Form.RequestToken}">
        {choices}
        <p><button class="second" name="cancel" value="1">{words.Cancel}</button></p>
        </form>
        </main>
        """), it.Error is null ? 200 : 400);

    private static Html Hidden(Words words, Choice it) => Html.Of($"""
        <input type="hidden" name="client_id" value="{it.ClientId}">
        <input type="hidden" name="request_uri" value="{it.RequestUri}">
        <input type="hidden" name="lang" value="{words.Language}">
        """);

    private static Html Row(Words words, Employee employee) => Html.Of(
        $"""<li><div>{employee.Organisation}. {(employee.Roles.Contains(Employee.SourceSteward) ? words.Steward : employee.Roles.Contains(Employee.Operator) ? words.Operator : employee.Roles.Contains(Employee.DataProtection) ? words.DataProtection : words.NoRole)}</div><button name="employee" value="{employee.Id}">{words.SignInAs} {employee.Name}</button></li>""");

    private static Html Row(Words words, Persona persona, DateOnly today)
    {
        var sentence = persona.Sentence(today);
        return Html.Of($"""<li><div>{(words.Language == "da" ? sentence.Da : sentence.En)} {persona.Person.Home.Municipality.AuthorityName}.</div><button name="persona" value="{persona.Id}">{words.SignInAs} {persona.Person.Name}</button></li>""");
    }

    private static Html Level(string value, string name, Choice it) =>
        Html.Of($"""<label><input type="radio" name="acr" value="{value}"{(it.Acr == value ? Html.Of($" checked") : Html.Empty)}> {name}</label>""");

    private static bool Matches(Persona persona, Choice it)
    {
        var sentence = persona.Sentence(it.Today);
        return $"{persona.Id} {persona.Person.Name} {sentence.Da} {sentence.En} {persona.Person.Home.Municipality.Name}".Contains(it.Search.Trim(), StringComparison.CurrentCultureIgnoreCase);
    }

    private static string Link(Choice it, string language) =>
        $"/authorize?client_id={Uri.EscapeDataString(it.ClientId)}&request_uri={Uri.EscapeDataString(it.RequestUri)}&lang={language}";
}
