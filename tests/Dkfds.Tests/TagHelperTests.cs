using System.Globalization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Overblik.Dkfds;

public sealed class TagHelperTests
{
    private const string Hostile = "\"'><script>alert(1)</script>";

    [Fact]
    public async Task Text_in_attributes_is_encoded_everywhere()
    {
        TagHelper[] helpers =
        [
            new AlertTagHelper { Heading = Hostile, HeadingId = Hostile, Role = Hostile },
            new BackLinkTagHelper { Href = Hostile },
            new ButtonTagHelper { Href = Hostile },
            new ButtonTagHelper { Icon = Hostile, Name = Hostile, Value = Hostile, Type = Hostile },
            new CardTagHelper { Heading = Hostile, Subheading = Hostile, Href = Hostile },
            new CardTagHelper { Heading = Hostile },
            new CheckboxesTagHelper { Name = Hostile, Legend = Hostile, Help = Hostile, Error = Hostile },
            new CheckboxTagHelper { Name = Hostile, Value = Hostile, Label = Hostile, Help = Hostile, Error = Hostile },
            new DetailsTagHelper { Summary = Hostile },
            new ErrorMessageTagHelper { Id = Hostile },
            new FooterTagHelper { Label = Hostile },
            new HeaderTagHelper { Name = Hostile, HomeHref = Hostile, Tagline = Hostile },
            new IconTagHelper { Name = Hostile, Label = Hostile },
            new InputTagHelper { Name = Hostile, Id = Hostile, Label = Hostile, Help = Hostile, Error = Hostile, Value = Hostile, Type = Hostile, Width = Hostile },
            new RadiosTagHelper { Name = Hostile, Id = Hostile, Legend = Hostile, Help = Hostile, Error = Hostile },
            new RowTagHelper { Term = Hostile },
            new SelectTagHelper { Name = Hostile, Label = Hostile, Help = Hostile, Error = Hostile },
            new SkipLinkTagHelper { Href = Hostile },
            new TableTagHelper { Caption = Hostile },
            new TagTagHelper { Href = Hostile },
            new TextareaTagHelper { Name = Hostile, Label = Hostile, Help = Hostile, Error = Hostile, Value = Hostile },
        ];
        foreach (var helper in helpers)
        {
            var body = await helper.Body();
            Assert.Empty(body.QuerySelectorAll("script"));
            Assert.Contains("<script>", body.TextContent + string.Concat(body.QuerySelectorAll("*").SelectMany(e => e.Attributes).Select(a => a.Value)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_pages_own_attributes_and_classes_survive()
    {
        var body = await new Element(new CardTagHelper { Heading = "Skat" }) { Attributes = [new("class", new HtmlString("ov-x &amp;")), new("slot", "skat"), new("hidden")] }.Body();
        var card = body.First(".card");
        Assert.Equal(("card ov-x &", "skat", true), (card.ClassName, card.GetAttribute("slot"), card.HasAttribute("hidden")));
    }

    [Fact]
    public async Task A_card_with_a_link_has_one_link_in_its_heading_and_its_footer_stays_its_own()
    {
        var body = await new CardTagHelper { Heading = "Boligstøtte", Href = "/sager/1", HeadingLevel = 4 }
            .Body("<p>Tekst</p>", new Element(new CardFooterTagHelper(), new Element(new ButtonTagHelper { Href = "/svar" }, "Svar")));
        Assert.Equal("/sager/1", body.First("h4.card-heading > a").GetAttribute("href"));
        Assert.Equal("Svar", body.First(".card-actions > a.button").TextContent);
        Assert.Equal(2, body.QuerySelectorAll("a").Length);
    }

    [Fact]
    public async Task The_header_shows_its_menu_twice_and_its_tools_once()
    {
        var body = await new HeaderTagHelper { Name = "Overblik", HomeHref = "/en", Tagline = "Alt ét sted", MenuText = "Menu!", CloseText = "Luk!", NavLabel = "Hoved" }.Body(
            new Element(new HeaderToolsTagHelper(), "<form id=ud></form>"),
            new Element(new NavItemTagHelper { Href = "/overblik", Current = true }, "Mit overblik"),
            new Element(new NavItemTagHelper { Href = "/kalender" }, "Kalender"));
        Assert.Single(body.QuerySelectorAll("#ud"));
        Assert.Equal(["Hoved", "Hoved"], body.QuerySelectorAll("nav").Select(nav => nav.GetAttribute("aria-label")!));
        Assert.All(body.QuerySelectorAll("nav"), nav => Assert.Equal("Mit overblik", Assert.Single(nav.QuerySelectorAll("[aria-current=page]")).TextContent));
        Assert.Equal("/en", body.First(".solution-heading a").GetAttribute("href"));
        Assert.Equal("Menu!Luk!", body.First("summary").TextContent);
        Assert.Empty(body.QuerySelectorAll(".logo"));
    }

    [Fact]
    public async Task A_header_with_a_name_only_has_no_empty_bars()
    {
        var body = await new HeaderTagHelper { Name = "Overblik" }.Body();
        Assert.Equal("Overblik", body.TextContent);
        Assert.Empty(body.QuerySelectorAll(".portal-info, nav, details"));
    }

    [Fact]
    public async Task The_footer_shares_its_width_among_its_columns()
    {
        var body = await new FooterTagHelper { Label = "Sidefod" }.Body(
            new Element(new FooterColumnTagHelper { Heading = "Om" }, "<p>Tekst</p>", new Element(new FooterLinkTagHelper { Href = "/om" }, "Om Overblik")),
            new Element(new FooterColumnTagHelper { Heading = "Hjælp" }, new Element(new FooterLinkTagHelper { Href = "/hjaelp" }, "Hjælp")),
            new Element(new FooterColumnTagHelper(), "Tredje"));
        Assert.Equal(3, body.QuerySelectorAll(".col-md-4").Length);
        Assert.Equal(["/om", "/hjaelp"], body.QuerySelectorAll("li > a").Select(link => link.GetAttribute("href")!));
        Assert.Equal("Sidefod", body.First("footer").GetAttribute("aria-label"));
    }

    [Fact]
    public async Task A_breadcrumb_ends_with_this_page()
    {
        var body = await new BreadcrumbTagHelper { Label = "Du er her" }.Body(
            new Element(new CrumbTagHelper { Href = "/" }, "Forside"), new Element(new CrumbTagHelper(), "Sager"));
        Assert.Equal("Sager", body.First("li[aria-current=page]").TextContent.Trim());
        Assert.Equal("/", body.First("nav[aria-label='Du er her'] a").GetAttribute("href"));
    }

    [Fact]
    public async Task A_tag_is_an_item_only_inside_a_list_of_tags()
    {
        var list = await new TagsTagHelper().Body(new Element(new TagTagHelper { Href = "/bolig" }, "Bolig"), new Element(new TagTagHelper(), "Familie"));
        Assert.Equal(["a", "span"], list.QuerySelectorAll("ul > li > .tag").Select(tag => tag.LocalName));
        Assert.Empty((await new TagTagHelper().Body("Familie")).QuerySelectorAll("li"));
    }

    [Fact]
    public async Task A_structured_list_is_terms_and_values()
    {
        var body = await new StructuredListTagHelper().Body(new Element(new RowTagHelper { Term = "Sag" }, "2026-114"));
        Assert.Equal(("Sag", "2026-114"), (body.First("dl > div > dt").TextContent, body.First("dl > div > dd").TextContent));
    }

    [Fact]
    public async Task A_button_is_a_link_when_it_leads_somewhere()
    {
        var link = await new ButtonTagHelper { Href = "/sager", Variant = "secondary", FullWidth = true }.Body("Se");
        Assert.Equal("button button-secondary ov-full-width", link.First("a[href='/sager']").ClassName);
        Assert.False(link.First("a").HasAttribute("type"));
        Assert.Equal("submit", (await new ButtonTagHelper().Body("Gem")).First("button.button-primary").GetAttribute("type"));
    }

    [Theory, InlineData("info", null), InlineData("warning", "alert"), InlineData("error", "alert"), InlineData("success", null)]
    public async Task An_alert_speaks_up_when_it_must(string kind, string? role)
    {
        Assert.Equal(role, (await new AlertTagHelper { Kind = kind }.Body("x")).First(".alert-" + kind).GetAttribute("role"));
        Assert.Null((await new AlertTagHelper { Kind = kind, Role = "" }.Body("x")).First(".alert").GetAttribute("role"));
        Assert.Equal("status", (await new AlertTagHelper { Kind = kind, Role = "status" }.Body("x")).First(".alert").GetAttribute("role"));
    }

    [Fact]
    public async Task Kinds_that_do_not_exist_are_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => new AlertTagHelper { Kind = "danger" }.Body());
        await Assert.ThrowsAsync<ArgumentException>(() => new BadgeTagHelper { Kind = "danger" }.Body());
        await Assert.ThrowsAsync<ArgumentException>(() => new ButtonTagHelper { Variant = "danger" }.Body());
    }

    [Fact]
    public async Task Its_own_words_are_English_in_an_English_culture()
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en-GB");
        try
        {
            Assert.Equal("Error: No", (await new ErrorMessageTagHelper { Id = "a" }.Body("No")).TextContent);
            Assert.Equal("Skip to content", (await new SkipLinkTagHelper().Body()).TextContent);
            Assert.NotNull((await new AlertTagHelper { Kind = "warning" }.Body("x")).QuerySelector("svg[aria-label=Warning]"));
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    [Fact]
    public void The_golden_comparison_sees_what_matters()
    {
        static string Lines(string html) => Dom.Body(html).Lines();
        Assert.Equal(Lines("<p class='a  b' id=x>Hej  du</p><label for=x></label>"), Lines("<p id=y class='b a'> Hej du\n</p> <label for=y></label>"));
        foreach (var other in (string[])["<p class=a id=x>Hej du</p><label for=x></label>", "<p class='a b' id=x>Hej dig</p><label for=x></label>", "<p class='a b' id=x>Hej du</p><label for=z></label>"])
            Assert.NotEqual(Lines("<p class='a b' id=x>Hej du</p><label for=x></label>"), Lines(other));
    }
}
