using Microsoft.AspNetCore.Mvc.Rendering;

namespace Overblik.Dkfds;

public sealed class FormTests
{
    private const string Hostile = "\"><script>alert(1)</script>";

    private static ViewContext Posted(string key, string? attempted, string? error = null)
    {
        var context = new ViewContext();
        context.ModelState.SetModelValue(key, attempted, attempted);
        if (error is not null) context.ModelState.AddModelError(key, error);
        return context;
    }

    [Fact]
    public async Task An_input_takes_name_id_type_label_value_and_required_from_its_property()
    {
        var body = await new InputTagHelper { For = Razor.Property(new Form { Email = "a@b.dk" }, "Email"), ViewContext = new() }.Body();
        var input = body.First("input");
        Assert.Equal(("Email", "Email", "email", "a@b.dk", true), (input.Id, input.GetAttribute("name"), input.GetAttribute("type"), input.GetAttribute("value"), input.HasAttribute("required")));
        Assert.Equal("Din e-mail", body.First("label[for=Email]").TextContent);
        Assert.False(input.HasAttribute("aria-describedby"));
        Assert.False(input.HasAttribute("aria-invalid"));
    }

    [Fact]
    public async Task An_input_shows_what_was_typed_and_ties_hint_and_error_to_the_field()
    {
        var body = await new InputTagHelper
        {
            For = Razor.Property(new Form { Email = "old@b.dk" }, "Email"), Help = "Kun til påmindelser", ViewContext = Posted("Email", Hostile, Hostile),
        }.Body();
        var input = body.First("input");
        Assert.Equal(Hostile, input.GetAttribute("value"));
        Assert.Equal("true", input.GetAttribute("aria-invalid"));
        Assert.Equal("Email-hint Email-error", input.GetAttribute("aria-describedby"));
        Assert.Equal("Kun til påmindelser", body.First("#Email-hint").TextContent);
        Assert.Equal("Fejl: " + Hostile, body.First("#Email-error").TextContent);
        Assert.True(body.First(".form-group").ClassList.Contains("form-error"));
        Assert.Empty(body.QuerySelectorAll("script"));
    }

    [Fact]
    public async Task An_input_stands_alone_with_name_value_and_error_and_passes_other_attributes_on()
    {
        var body = await new Element(new InputTagHelper { Name = "Filter[0].Text", Label = "Søg", Value = "x", Error = "Nej", Width = "s" })
        {
            Attributes = [new("autocomplete", "off"), new("class", "bred")],
        }.Body();
        var input = body.First("input");
        Assert.Equal(("Filter_0__Text", "off"), (input.Id, input.GetAttribute("autocomplete")));
        Assert.True(input.ClassList.Contains("input-width-s"));
        Assert.True(body.First(".form-group").ClassList.Contains("bred"));
        Assert.NotNull(body.QuerySelector("#Filter_0__Text-error"));
    }

    [Fact]
    public async Task An_input_without_name_or_property_is_refused() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => new InputTagHelper { Label = "Søg" }.Body());

    [Fact]
    public async Task A_date_is_written_as_the_browser_wants_it()
    {
        var input = (await new InputTagHelper { For = Razor.Property(new Form { Day = new(2026, 12, 1) }, "Day"), ViewContext = new() }.Body()).First("input");
        Assert.Equal(("date", "2026-12-01"), (input.GetAttribute("type"), input.GetAttribute("value")));
    }

    [Fact]
    public async Task A_password_is_never_written_back()
    {
        var input = (await new InputTagHelper { For = Razor.Property(new Form { Secret = "hemmelig" }, "Secret"), ViewContext = Posted("Secret", "hemmelig") }.Body()).First("input");
        Assert.Equal(("password", false), (input.GetAttribute("type"), input.HasAttribute("value")));
    }

    [Fact]
    public async Task A_label_may_be_markup()
    {
        var body = await new InputTagHelper { Name = "a" }.Body("E-mail <em>arbejde</em>");
        Assert.Equal("arbejde", body.First("label em").TextContent);
    }

    [Fact]
    public async Task A_textarea_keeps_leading_line_breaks_and_encodes()
    {
        const string Value = "\n\nHej </textarea><script>alert(1)</script>";
        var body = await new TextareaTagHelper { Name = "besked", Label = "Besked", Value = Value, Optional = true }.Body();
        Assert.Equal(Value, body.First("textarea").TextContent);
        Assert.Equal("Besked (frivilligt)", body.First("label").TextContent);
        Assert.Empty(body.QuerySelectorAll("script"));
    }

    [Fact]
    public async Task A_select_marks_the_chosen_one_among_items_and_among_options_in_the_page()
    {
        var property = Razor.Property(new Form { Municipality = "751" }, "Municipality");
        var items = await new SelectTagHelper { For = property, ViewContext = new(), Items = [new("Odense", "461", selected: true), new(Hostile, "751")] }.Body();
        Assert.Equal("751", Assert.Single(items.QuerySelectorAll("option[selected]")).GetAttribute("value"));
        Assert.Empty(items.QuerySelectorAll("script"));

        var options = await new SelectTagHelper { For = property, ViewContext = Posted("Municipality", "461") }.Body(Option("461"), Option("751"));
        Assert.Equal("461", Assert.Single(options.QuerySelectorAll("[selected]")).GetAttribute("value"));

        var number = await new SelectTagHelper { For = Razor.Property(new Form { Channel = Channel.Post }, "Channel"), ViewContext = new(), Items = [new("SMS", "0"), new("Post", "1")] }.Body();
        Assert.Equal("1", Assert.Single(number.QuerySelectorAll("[selected]")).GetAttribute("value"));

        static Element Option(string value) => new(new SelectOptionTagHelper { Value = value }, value) { Name = "option", Attributes = [new("value", value)] };
    }

    [Fact]
    public async Task The_error_summary_leads_to_the_first_radio_and_the_group_tells_what_is_wrong()
    {
        var context = Posted("Channel", "Post", "Vælg en");
        var body = await new RadiosTagHelper { For = Razor.Property(new Form(), "Channel"), Legend = "Hvordan?", Help = "Gratis", ViewContext = context }
            .Body(new Element(new RadioTagHelper { Value = "Sms", Help = "Straks" }, "SMS"), new Element(new RadioTagHelper { Value = "Post" }, "Digital Post"));
        var radios = body.QuerySelectorAll("input[type=radio]");
        Assert.Equal(["Channel", "Channel-2"], radios.Select(radio => radio.Id!));
        Assert.Equal([false, true], radios.Select(radio => radio.HasAttribute("checked")));
        Assert.Equal("Straks", body.First("#" + radios[0].GetAttribute("aria-describedby")).TextContent);
        var described = body.First("fieldset").GetAttribute("aria-describedby")!.Split(' ');
        Assert.Equal(["Gratis", "Fejl: Vælg en"], described.Select(id => body.First("#" + id).TextContent));
        Assert.Equal("Hvordan?", body.First("#" + body.First("fieldset").GetAttribute("aria-labelledby")).TextContent);
        Assert.Equal(body.QuerySelectorAll("[id]").Length, body.QuerySelectorAll("[id]").Select(e => e.Id).Distinct().Count());

        var summary = await new ErrorSummaryTagHelper { ViewContext = context }.Body();
        Assert.NotNull(body.QuerySelector(summary.First("a").GetAttribute("href")!));
    }

    [Fact]
    public async Task A_radio_outside_a_group_is_refused() => await Assert.ThrowsAsync<InvalidOperationException>(() => new RadioTagHelper { Value = "a" }.Body("A"));

    [Fact]
    public async Task Checkboxes_share_the_groups_property()
    {
        var body = await new CheckboxesTagHelper { For = Razor.Property(new Form { Areas = ["skat"] }, "Areas"), Legend = "Områder", ViewContext = new() }
            .Body(new Element(new CheckboxTagHelper { Value = "bolig" }, "Bolig"), new Element(new CheckboxTagHelper { Value = "skat" }, "Skat"));
        var boxes = body.QuerySelectorAll("input[type=checkbox]");
        Assert.Equal([("Areas", "Areas", false), ("Areas-2", "Areas", true)], boxes.Select(box => (box.Id!, box.GetAttribute("name")!, box.HasAttribute("checked"))));
        Assert.Equal(["Bolig", "Skat"], boxes.Select(box => body.First($"label[for={box.Id}]").TextContent));
    }

    [Fact]
    public async Task Checkboxes_may_each_have_their_own_name()
    {
        var body = await new CheckboxesTagHelper { Legend = "Påmind mig" }
            .Body(new Element(new CheckboxTagHelper { Name = "Sms", Checked = true }, "SMS"), new Element(new CheckboxTagHelper { Name = "Mail" }, "E-mail"));
        Assert.Equal(["Sms", "Mail"], body.QuerySelectorAll("input").Select(box => box.Id!));
    }

    [Fact]
    public async Task A_checkbox_alone_binds_to_a_yes_or_no()
    {
        var yes = await new CheckboxTagHelper { For = Razor.Property(new Form { Accepted = true }, "Accepted"), ViewContext = new() }.Body("Ja");
        Assert.True(yes.First("input[value=true]").HasAttribute("checked"));
        var no = await new CheckboxTagHelper { For = Razor.Property(new Form(), "Accepted"), ViewContext = Posted("Accepted", null, "Du skal sige ja") }.Body("Ja");
        Assert.False(no.First("input").HasAttribute("checked"));
        Assert.Equal("Accepted-error", no.First("input").GetAttribute("aria-describedby"));
        Assert.Equal("true", no.First("input").GetAttribute("aria-invalid"));
    }

    [Fact]
    public async Task The_error_summary_lists_every_error_and_is_absent_without()
    {
        var context = new ViewContext();
        Assert.Empty((await new ErrorSummaryTagHelper { ViewContext = context }.Body()).ChildNodes);
        context.ModelState.AddModelError("Filter[0].Text", Hostile);
        context.ModelState.AddModelError("", "Nogen har ændret den imens");
        var body = await new ErrorSummaryTagHelper { Heading = "Ret dette", ViewContext = context }.Body();
        Assert.Equal("#Filter_0__Text", Assert.Single(body.QuerySelectorAll("a")).GetAttribute("href"));
        Assert.Equal(["Nogen har ændret den imens", Hostile], body.QuerySelectorAll("li").Select(item => item.TextContent));
        Assert.Equal("Ret dette", body.First("#" + body.First(".alert").GetAttribute("aria-labelledby")).TextContent);
        Assert.Empty(body.QuerySelectorAll("script"));
    }

    [Fact]
    public async Task The_error_summary_follows_the_order_of_the_page()
    {
        var context = new ViewContext();
        foreach (var field in new[] { "Form.Date", "Form.Title", "Form.Other" }) context.ModelState.AddModelError(field, field);
        var body = await new ErrorSummaryTagHelper { Fields = "Form.Title, Form.Date", ViewContext = context }.Body();
        Assert.Equal(["Form.Title", "Form.Date", "Form.Other"], body.QuerySelectorAll("li").Select(item => item.TextContent));
    }

    [Fact]
    public async Task An_error_message_is_named_after_its_field() =>
        Assert.Equal("Fejl: Skriv den", (await new ErrorMessageTagHelper { Id = "Email" }.Body("Skriv den")).First("#Email-error").TextContent);
}
