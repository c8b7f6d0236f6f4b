using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using Overblik.Sim;

namespace Overblik.Inbox;

/// <summary>What was sent, one e-mail in full, and the forms for removed devices and faults.</summary>
internal sealed class InboxPages(Messages messages, Faults faults, Devices devices)
{
    private const int Shown = 200;

    public void Map(WebApplication app)
    {
        app.MapGet("/", (HttpContext http, IAntiforgery forms, string? lang) => List(Words.Of(lang), forms.GetAndStoreTokens(http)));
        app.MapGet("/message/{id}", (string id, string? lang) => One(Words.Of(lang), id));
        app.MapPost("/devices", (HttpContext http, IAntiforgery forms) => Change(http, forms, form =>
        {
            if (form["removed"] == "1") devices.Remove(form["device"].ToString());
            else devices.PutBack(form["device"].ToString());
            return true;
        }));
        app.MapPost("/faults", (HttpContext http, IAntiforgery forms) => Change(http, forms, form =>
        {
            if (Faults.Named<Channel>(form["channel"]) is not { } channel || Faults.Named<Fault>(form["fault"]) is not { } fault) return false;
            faults[channel] = fault;
            return true;
        }));
    }

    private static async Task<Results<RedirectHttpResult, BadRequest>> Change(HttpContext http, IAntiforgery forms, Func<IFormCollection, bool> change)
    {
        if (!await forms.IsRequestValidAsync(http)) return TypedResults.BadRequest();
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        return change(form) ? TypedResults.LocalRedirect("/?lang=" + Words.Of(form["lang"]).Language) : TypedResults.BadRequest();
    }

    private IResult List(Words words, AntiforgeryTokenSet token)
    {
        var newest = messages.NewestFirst().Take(Shown).ToList();
        return Page(words, words.Title, "/", Html.Of($"""
            <p>{words.Intro}</p>
            <h2>{words.Newest}</h2>
            {(newest.Count == 0 ? Html.Of($"<p>{words.Nothing}</p>") : Html.Of($"""<ul class="plain">{Html.Join(newest.Select(it => Row(words, it, token)))}</ul>"""))}
            {(devices.Removed is { Count: > 0 } removed ? Html.Of($"""<h2>{words.RemovedDevices}</h2><ul class="plain">{Html.Join(removed.Select(it => Html.Of($"<li><div>{it}</div>{DeviceForm(words, it, remove: false, token)}</li>")))}</ul>""") : Html.Empty)}
            <h2>{words.Faults}</h2>
            <p>{words.FaultsIntro}</p>
            {Html.Join(Enum.GetValues<Channel>().Select(it => FaultForm(words, it, token)))}
            """));
    }

    private Html Row(Words words, Message it, AntiforgeryTokenSet token) => Html.Of($"""
        <li><div><strong>{Words.NameOf(it.Channel)}</strong> {words.To.ToLowerInvariant()} {string.Join(", ", it.To)}<br>
        {it.Channel switch
        {
            Channel.Smtp => Html.Of($"""<a href="/message/{it.Id}?lang={words.Language}">{Subject(words, it)}</a>"""),
            Channel.Sms => PlainText.Linked(it.Text!),
            _ => PushFacts(words, it),
        }}<br>
        <small>{words.TimeOf(it.At)}{Came(words, it)}</small></div>
        {(it.Channel == Channel.Push && !devices.IsRemoved(it.To[0]) ? DeviceForm(words, it.To[0], remove: true, token) : Html.Empty)}</li>
        """);

    private IResult One(Words words, string id)
    {
        if (messages.ById(id) is not { Channel: Channel.Smtp } it) return Page(words, words.Title, "/message/" + id, Html.Of($"<p>{words.Gone}</p>{BackLink(words)}"), 404);
        return Page(words, Subject(words, it), "/message/" + id, Html.Of($"""
            <dl>
            <dt>{words.From}</dt><dd>{it.From}</dd>
            <dt>{words.To}</dt><dd>{string.Join(", ", it.To)}</dd>
            <dt>{words.Arrived}</dt><dd>{words.TimeOf(it.At)}{Came(words, it)}</dd>
            </dl>
            {Part(words.Text, it.Text)}
            {Part(words.Html, it.Html is null ? null : PlainText.OfMarkup(it.Html))}
            <h2>{words.Headers}</h2>
            <dl>{Html.Join(it.Headers!.Select(header => Html.Of($"<dt>{header.Name}</dt><dd>{PlainText.Linked(header.Value)}</dd>")))}</dl>
            {BackLink(words)}
            """));
    }

    private static IResult Page(Words words, string title, string path, Html body, int status = 200) => Site.Page(words.Language, title, Html.Of($"""
        <header><p class="banner">{words.Banner}</p></header>
        <main>
        <h1>{title}</h1>
        <p><a href="{path}?lang={words.OtherLanguage}" lang="{words.OtherLanguage}" hreflang="{words.OtherLanguage}">{words.OtherLanguageName}</a></p>
        {body}
        </main>
        """), status);

    private static Html Part(string heading, string? text) => text is null ? Html.Empty : Html.Of($"<h2>{heading}</h2><p class=\"fact as-written\">{PlainText.Linked(text.Trim())}</p>");

    private static Html BackLink(Words words) => Html.Of($"""<p><a href="/?lang={words.Language}">{words.Back}</a></p>""");

    private static string Subject(Words words, Message it) => string.IsNullOrWhiteSpace(it.Subject) ? words.NoSubject : it.Subject;

    private static Html Came(Words words, Message it) => it.Came == 1 ? Html.Empty : Html.Of($". {words.Came} {it.Came} {words.Times}");

    private static Html PushFacts(Words words, Message it) => Html.Of(
        $"{it.Size!.Value} {words.Bytes}. {words.Waits} {it.Ttl!.Value} {words.Seconds}. {words.Urgency} {it.Urgency}.{(it.Topic is null ? Html.Empty : Html.Of($" {words.Topic} {it.Topic}."))}");

    private static Html DeviceForm(Words words, string device, bool remove, AntiforgeryTokenSet token) => Html.Of($"""
        <form method="post" action="/devices">
        {Hidden(words, token)}
        <input type="hidden" name="device" value="{device}">
        <button class="second" name="removed" value="{(remove ? 1 : 0)}">{(remove ? words.RemoveDevice : words.PutBack)}<span class="visually-hidden"> {device}</span></button>
        </form>
        """);

    private Html FaultForm(Words words, Channel channel, AntiforgeryTokenSet token) => Html.Of($"""
        <form method="post" action="/faults" class="row">
        {Hidden(words, token)}
        <input type="hidden" name="channel" value="{Faults.NameOf(channel)}">
        <div><label for="{Faults.NameOf(channel)}">{Words.NameOf(channel)}</label><br><select id="{Faults.NameOf(channel)}" name="fault">{Html.Join(words.FaultNames.Select(it => Option(it.Key, it.Value, faults[channel])))}</select></div>
        <button>{words.Set}<span class="visually-hidden"> {Words.NameOf(channel)}</span></button>
        </form>
        """);

    private static Html Option(Fault fault, string name, Fault chosen) =>
        Html.Of($"""<option value="{Faults.NameOf(fault)}"{(fault == chosen ? Html.Of($" selected") : Html.Empty)}>{name}</option>""");

    private static Html Hidden(Words words, AntiforgeryTokenSet token) => Html.Of($"""
        <input type="hidden" name="{token.FormFieldName}" value="{token.RequestToken}">
        <input type="hidden" name="lang" value="{words.Language}">
        """);
}
