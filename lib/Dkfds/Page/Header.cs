using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Overblik.Dkfds;

/// <summary>An entry of the main menu.</summary>
/// <param name="Text">Its name.</param>
/// <param name="Href">Where it leads.</param>
/// <param name="Current">Whether it is this page.</param>
public sealed record NavItem(HtmlText Text, string Href, bool Current = false);

/// <summary>The header: a bar with the user's tools, the portal's name and the main menu.</summary>
public sealed record HeaderOptions : ComponentOptions
{
    /// <summary>The portal's name.</summary>
    public required string Name { get; init; }

    /// <summary>The front page.</summary>
    public string HomeHref { get; init; } = "/";

    /// <summary>What the portal is, in one line; not shown on narrow screens.</summary>
    public string? Tagline { get; init; }

    /// <summary>On the menu's button.</summary>
    public string? MenuText { get; init; }

    /// <summary>On the menu's button when it is open.</summary>
    public string? CloseText { get; init; }

    /// <summary>The name of the navigation.</summary>
    public string? NavLabel { get; init; }

    /// <summary>User, language, sign-out.</summary>
    public HtmlText Tools { get; init; }

    /// <summary>The main menu.</summary>
    public IReadOnlyList<NavItem> Items { get; init; } = [];
}

/// <summary>Writes the header.</summary>
public static class HeaderHtml
{
    /// <summary>Renders the header.</summary>
    public static IHtmlContent Render(HeaderOptions options) => new Html<HeaderOptions>(options, static (to, o) =>
    {
        to.Write($"<header{new Classes("header", Attributes: o.More)}{o.More}>");
        if (o.Tagline is not null || !o.Tools.IsEmpty) PortalInfo(to, o);
        SolutionInfo(to, o);
        if (o.Items.Count > 0) Navigation(to, o);
        to.Write($"</header>");
    });

    private static void PortalInfo(HtmlWriter to, HeaderOptions o)
    {
        to.Write($"<div class=\"portal-info\"><div class=\"portal-info-inner container\">");
        if (o.Tagline is not null) to.Write($"<p class=\"ov-tagline\">{o.Tagline}</p>");
        if (!o.Tools.IsEmpty) to.Write($"<div class=\"portal-user ov-tools\">{o.Tools}</div>");
        to.Write($"</div></div>");
    }

    private static void SolutionInfo(HtmlWriter to, HeaderOptions o)
    {
        to.Write($"<div class=\"solution-info\"><div class=\"solution-info-inner container\"><div class=\"solution-heading\">");
        to.Write($"<a{new Attr("href", o.HomeHref)} class=\"ov-home\"><img class=\"ov-mark\" src=\"{DkfdsAssets.Mark}\" alt=\"\" width=\"36\" height=\"36\">{o.Name}</a></div>");
        if (o.Items.Count > 0)
        {
            // Works without scripts; the script adds Escape, a click beside it, and closing when the screen becomes wide.
            to.Write($"<details class=\"ov-menu\" data-ov-menu><summary class=\"function-link button-menu-open ml-auto d-print-none\">");
            to.Write($"<span class=\"ov-menu-closed\">");
            IconHtml.Write(to, "menu");
            to.Write($"{o.MenuText ?? Words.Menu}</span><span class=\"ov-menu-opened\">");
            IconHtml.Write(to, "close");
            to.Write($"{o.CloseText ?? Words.Close}</span></summary>");
            to.Write($"<nav class=\"navigation-menu-mobile\"{new Attr("aria-label", o.NavLabel ?? Words.MainMenu)}>");
            Items(to, o.Items);
            to.Write($"</nav></details>");
        }
        to.Write($"</div></div>");
    }

    private static void Navigation(HtmlWriter to, HeaderOptions o)
    {
        to.Write($"<div class=\"navigation-menu\"><div class=\"navigation-menu-inner container\"><nav class=\"nav\"{new Attr("aria-label", o.NavLabel ?? Words.MainMenu)}>");
        Items(to, o.Items);
        to.Write($"</nav></div></div>");
    }

    private static void Items(HtmlWriter to, IReadOnlyList<NavItem> items)
    {
        to.Write($"<ul class=\"mainmenu\">");
        foreach (var item in items)
        {
            to.Write($"<li{new Attr("class", item.Current ? "active current" : null)}>");
            to.Write($"<a{new Attr("href", item.Href)} class=\"nav-link\"{new Attr("aria-current", item.Current ? "page" : null)}><span>{item.Text}</span></a></li>");
        }
        to.Write($"</ul>");
    }
}

internal sealed class HeaderParts
{
    public List<NavItem> Items { get; } = [];
    public IHtmlContent? Tools { get; set; }
}

/// <summary>&lt;fds-header name="Overblik"&gt; with fds-header-tools and fds-nav-item inside.</summary>
[HtmlTargetElement("fds-header")]
public sealed class HeaderTagHelper : TagHelper
{
    /// <inheritdoc cref="HeaderOptions.Name" />
    public string Name { get; set; } = "";

    /// <inheritdoc cref="HeaderOptions.HomeHref" />
    public string HomeHref { get; set; } = "/";

    /// <inheritdoc cref="HeaderOptions.Tagline" />
    public string? Tagline { get; set; }

    /// <inheritdoc cref="HeaderOptions.MenuText" />
    public string? MenuText { get; set; }

    /// <inheritdoc cref="HeaderOptions.CloseText" />
    public string? CloseText { get; set; }

    /// <inheritdoc cref="HeaderOptions.NavLabel" />
    public string? NavLabel { get; set; }

    /// <summary>The menu, ready made; fds-nav-item inside adds to it.</summary>
    public IReadOnlyList<NavItem> Items { get; set; } = [];

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var parts = context.ForChildren(new HeaderParts());
        await output.GetChildContentAsync();
        output.Become(HeaderHtml.Render(new()
        {
            Name = Name, HomeHref = HomeHref, Tagline = Tagline, MenuText = MenuText, CloseText = CloseText, NavLabel = NavLabel,
            Tools = HtmlText.From(parts.Tools), Items = [.. Items, .. parts.Items], Attributes = output.Rest(),
        }));
    }
}

/// <summary>&lt;fds-header-tools&gt; in an fds-header: user, language, sign-out.</summary>
[HtmlTargetElement("fds-header-tools")]
public sealed class HeaderToolsTagHelper : TagHelper
{
    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var content = await output.Children();
        output.SuppressOutput();
        if (context.Parent<HeaderParts>() is { } header) header.Tools = content;
    }
}

/// <summary>&lt;fds-nav-item href="/overblik" current="true"&gt;Mit overblik&lt;/fds-nav-item&gt;</summary>
[HtmlTargetElement("fds-nav-item")]
public sealed class NavItemTagHelper : TagHelper
{
    /// <inheritdoc cref="NavItem.Href" />
    public string Href { get; set; } = "";

    /// <inheritdoc cref="NavItem.Current" />
    public bool Current { get; set; }

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var text = await output.Children();
        output.SuppressOutput();
        context.Parent<HeaderParts>()?.Items.Add(new(HtmlText.From(text), Href, Current));
    }
}
