using System.Diagnostics;
using AngleSharp.Dom;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Overblik.Dkfds;

/// <summary>Our markup is the design system's own, as its templates render it, but for the differences named here and in the README.</summary>
public sealed class GoldenTests
{
    private static readonly HtmlString Message = new("<p>Vi behandler din sag.</p>");

    [Fact]
    public void Skip_link() => Same("skip-link", SkipLinkHtml.Render(new() { Href = "#main", Text = "Gå til sidens indhold" }));

    [Fact]
    public void Back_link() => Same("back-link", BackLinkHtml.Render(new() { Href = "/sager", Text = "Tilbage til sager" }));

    [Fact]
    public void Breadcrumb() => Same("breadcrumb", BreadcrumbHtml.Render(new()
    {
        Label = "Du er her", Items = [new("Forside", "/"), new("Sager & breve", "/sager"), new("Boligstøtte")],
    }));

    [Fact]
    public void Button() => Same("button-primary", ButtonHtml.Render(new() { Type = "submit", Name = "handling", Value = "gem", Text = "Gem" }));

    [Fact]
    public void Button_with_icon() => Same("button-icon", ButtonHtml.Render(new()
    {
        Variant = "secondary", Type = "button", Icon = "delete", Text = "Slet <alt>", Attributes = [new("id", "slet"), new("class", "stor")],
    }));

    [Fact]
    public void Badge() => Same("badge", BadgeHtml.Render(new() { Kind = "success", Text = "Udbetalt" }));

    [Fact]
    public void Badge_neutral() => Same("badge-neutral", BadgeHtml.Render(new() { Text = "Kladde" }));

    [Fact] // A tag that filters is a button there; ours are links or plain words.
    public void Tag()
    {
        Same("tag", TagHtml.Render(new() { Href = "/bolig", Text = "Bolig" }), golden => Rename(golden.First("button"), "a").SetAttribute("href", "/bolig"));
        Same("tag", TagHtml.Render(new() { Text = "Bolig" }), golden => Rename(golden.First("button"), "span").ClassList.Add("ov-static"));
    }

    [Fact]
    public void Icon() => Same("icon", IconHtml.Render(new() { Name = "home" }));

    [Fact]
    public void Icon_with_label() => Same("icon-label", IconHtml.Render(new() { Name = "lock", Label = "Kun for dig", Attributes = [new("class", "stor")] }));

    [Fact]
    public void Alert() => Same("alert-info", AlertHtml.Render(new() { Kind = "info", Heading = "Godt at vide", HeadingLevel = 2, Content = "Tallene er fra i dag." }));

    [Fact]
    public void Alert_with_warning() => Same("alert-warning", AlertHtml.Render(new() { Kind = "warning", Content = "Frist i morgen." }));

    [Fact]
    public void Error_summary() => Same("error-summary", ErrorSummaryHtml.Render(new() { Items = [new("Skriv din e-mail", "Email"), new("Prøv igen")] }));

    [Fact]
    public void Card() => Same("card", CardHtml.Render(new() { Heading = "Boligstøtte", Subheading = "Udbetaling Danmark", Content = HtmlText.From(Message) }));

    [Fact] // There the whole card is inside the link; ours has the link in the heading, stretched over the card.
    public void Card_as_link() => Same("card-link", CardHtml.Render(new() { Heading = "Boligstøtte", Href = "/sager/1", Content = HtmlText.From(Message) }), golden =>
    {
        var card = Rename(golden.First("a.card"), "div");
        card.RemoveAttribute("href");
        card.ClassList.Add("ov-card-link");
        card.First("h3").InnerHtml = "<a href=\"/sager/1\">Boligstøtte</a>";
    });

    [Fact]
    public void Details() => Same("details", DetailsHtml.Render(new() { Summary = "Hvor kommer tallet fra?", Content = HtmlText.From(new HtmlString("<p>Fra Skattestyrelsen.</p>")) }));

    [Fact] // There it is a table in a scrolling box; ours is a list of terms and values, which wraps.
    public void Structured_list()
    {
        static HtmlString Rows(params RowOptions[] rows) => new(string.Concat(rows.Select(row => StructuredListHtml.Row(row).Html())));
        var ours = StructuredListHtml.Render(new()
        {
            Rows = HtmlText.From(Rows(new() { Term = "Sagsnummer", Value = "2026-114" }, new() { Term = "Myndighed", Value = "Udbetaling Danmark" })),
        });
        Same("structured-list", ours, golden =>
        {
            foreach (var row in golden.QuerySelectorAll("tr").ToArray())
            {
                row.First("th").RemoveAttribute("scope");
                Rename(row.First("th"), "dt");
                Rename(row.First("td"), "dd");
                Rename(row, "div").ClassName = "ov-row";
            }
            var list = Rename(golden.First("tbody"), "dl");
            list.ClassName = "ov-rows";
            golden.First("div").Replace(list);
        });
    }

    [Fact] // Ours has a caption, which also names the box that scrolls; its cells bear data-title, which there is set by script.
    public void Table()
    {
        const string Content = "<thead><tr><th scope=col>Dato</th><th scope=col>Beløb</th></tr></thead>" +
            "<tbody><tr><td data-title=Dato>20. januar</td><td data-title=Beløb>3.702,00 kr.</td></tr></tbody>";
        Same("table", TableHtml.Render(new() { Caption = "Udbetalinger", Responsive = true, Content = HtmlText.From(new HtmlString(Content)) }), golden =>
        {
            golden.First("div").SetAttribute("role", "region");
            golden.First("div").SetAttribute("aria-label", "Udbetalinger");
            golden.First("table").InnerHtml = "<caption>Udbetalinger</caption>" + golden.First("table").InnerHtml;
            golden.QuerySelectorAll("td")[0].SetAttribute("data-title", "Dato");
            golden.QuerySelectorAll("td")[1].SetAttribute("data-title", "Beløb");
        });
    }

    [Fact]
    public void Input() => Same("input", InputHtml.Render(new()
    {
        Id = "Email", Name = "Email", Label = "E-mail", Type = "email", Value = "kaj@eksempel.dk", Width = "l", Required = true, Attributes = [new("autocomplete", "email")],
    }));

    [Fact]
    public void Input_with_error() => Same("input-error", InputHtml.Render(new()
    {
        Id = "Email", Name = "Email", Label = "E-mail", Help = "Kun til påmindelser", Error = "Skriv din e-mail", Optional = true,
    }));

    [Fact] // There a textarea in error is not marked invalid.
    public void Textarea() => Same(
        "textarea",
        TextareaHtml.Render(new() { Id = "Besked", Name = "Besked", Label = "Besked", Value = "Hej", Help = "Højst en side", Error = "Skriv noget", Required = true }),
        golden => golden.First("textarea").SetAttribute("aria-invalid", "true"));

    [Fact]
    public void Select() => Same("select", SelectHtml.Render(new()
    {
        Id = "Kommune", Name = "Kommune", Label = "Kommune", Help = "Hvor du bor", Error = "Vælg en", Required = true,
        Items = [new SelectListItem("Vælg", ""), new SelectListItem("Aarhus", "751", selected: true)],
    }));

    [Fact]
    public void Radios() => Same("radios", ChoicesHtml.Render(new()
    {
        Id = "kanal", Name = "Kanal", Exclusive = true, Label = "Hvordan vil du have besked?", Help = "Du kan skifte senere", Error = "Vælg en",
        Content = Choices(
            new() { Id = "kanal-1", Name = "Kanal", Exclusive = true, Value = "sms", Label = "SMS", Help = "Gratis" },
            new() { Id = "kanal-2", Name = "Kanal", Exclusive = true, Value = "post", Label = "Digital Post", Checked = true }),
    }));

    [Fact]
    public void Checkboxes() => Same("checkboxes", ChoicesHtml.Render(new()
    {
        Id = "omraade", Name = "Omraade", Label = "Vælg områder", Error = "Vælg mindst ét",
        Content = Choices(
            new() { Id = "omraade-1", Name = "Omraade", Value = "bolig", Label = "Bolig", Checked = true },
            new() { Id = "omraade-2", Name = "Omraade", Value = "skat", Label = "Skat", Help = "Også restskat" }),
    }));

    private static readonly HeaderOptions Header = new()
    {
        Name = "Overblik", Items = [new("Mit overblik", "/", Current: true), new("Sager", "/sager")],
        Tools = HtmlText.From(new HtmlString("<p class=user>Karen Høj</p>")),
    };

    [Fact] // Our own mark before the name; the menu is a details element, which opens without scripts.
    public void Header_solution() => Same("header-solution", Part(".solution-info"), golden =>
    {
        var link = golden.First("a");
        link.ClassName = "ov-home";
        link.InnerHtml = "<img class=ov-mark src=/dkfds/img/mark.svg alt='' width=36 height=36>" + link.InnerHtml;
        var button = golden.First("button");
        button.Replace(Dom.Body(Part(".ov-menu").Html()).First(".ov-menu"));
    });

    [Fact] // The button of the design system became the summary of ours.
    public void Header_menu_button() => Same("header-solution", Part("summary"), golden =>
    {
        var summary = Rename(golden.First("button"), "summary");
        summary.RemoveAttribute("aria-haspopup");
        summary.ClassList.Remove("js-menu-open");
        var close = summary.InnerHtml.Replace("#menu", "#close", StringComparison.Ordinal).Replace("Menu", "Luk", StringComparison.Ordinal);
        summary.InnerHtml = $"<span class=ov-menu-closed>{summary.InnerHtml}</span><span class=ov-menu-opened>{close}</span>";
        golden.First("div").Replace(summary);
    });

    [Fact] // No logo of another portal, the menu stands by the name, and the tools are the page's own.
    public void Header_portal() => Same("header-portal", Part(".portal-info"), golden =>
    {
        golden.First(".logo").Remove();
        golden.First(".button-menu-open").Remove();
        golden.First(".log-off").Remove();
        golden.First(".portal-user").ClassList.Add("ov-tools");
    });

    [Fact]
    public void Header_navigation() => Same("header-navigation", Part(".navigation-menu"));

    [Fact]
    public void Header_navigation_mobile() => Same("header-navigation-mobile", Part("nav.navigation-menu-mobile"));

    [Fact]
    public void Footer() => Same("footer", FooterHtml.Render(new()
    {
        Columns = [new("Om", default, [new("Om Overblik", "/om")]), new("Hjælp", HtmlText.From(new HtmlString("<p>Ring til os</p>")), [])],
    }));

    [Fact]
    public async Task Golden_files_are_what_the_templates_render()
    {
        var folder = Directory.CreateTempSubdirectory("golden").FullName;
        try
        {
            using var node = Process.Start(new ProcessStartInfo("node", ["build/golden.mjs", folder]) { WorkingDirectory = Repository.Library })!;
            await node.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, node.ExitCode);
            Assert.Equal(Names(folder), Names(Repository.Golden));
            foreach (var name in Names(folder)) Assert.Equal(File.ReadAllText(Path.Combine(folder, name)), File.ReadAllText(Path.Combine(Repository.Golden, name)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static string[] Names(string folder) => [.. Directory.EnumerateFiles(folder, "*.html").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
    }

    private static HtmlString Part(string selector) => new(HeaderHtml.Render(Header).Body().First(selector).OuterHtml);

    private static HtmlText Choices(params ChoiceOptions[] choices) => HtmlText.From(new HtmlString(string.Concat(choices.Select(choice => ChoicesHtml.Choice(choice).Html()))));

    private static void Same(string golden, IHtmlContent ours, Action<IElement>? allowed = null)
    {
        var theirs = Dom.Body(File.ReadAllText(Path.Combine(Repository.Golden, golden + ".html")));
        allowed?.Invoke(theirs);
        // Everywhere: the sprite is a file of its own, and a labelled icon is an image.
        foreach (var use in theirs.QuerySelectorAll("use[href^='#']")) use.SetAttribute("href", DkfdsAssets.Icons + use.GetAttribute("href"));
        foreach (var icon in theirs.QuerySelectorAll("svg[aria-label]")) icon.SetAttribute("role", "img");
        Assert.Equal(theirs.Lines(), ours.Body().Lines());
    }

    private static IElement Rename(IElement element, string name)
    {
        var renamed = element.Owner!.CreateElement(name);
        foreach (var attribute in element.Attributes) renamed.SetAttribute(attribute.Name, attribute.Value);
        while (element.FirstChild is { } child) renamed.AppendChild(child);
        element.Replace(renamed);
        return renamed;
    }
}
