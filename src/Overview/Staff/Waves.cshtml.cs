using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>Waves: which areas, of which of the authorities behind the source, are open to citizens.</summary>
[Authorize(Access.Staff)]
internal sealed class WavesPage(DisplayDesk desk, Preview preview) : StaffPage
{
    [BindProperty]
    public WaveForm Form { get; set; } = new();

    public IReadOnlyList<Wave> Waves { get; private set; } = [];

    /// <summary>The first wave hides all that is outside of it, so whoever opens it says that they know.</summary>
    public bool First => Waves.Count == 0;

    /// <summary>The authorities behind the source by its own word; none where it is one authority's, or says nothing.</summary>
    public IReadOnlyList<AuthorityRef> Authorities => system?.Authorities ?? [];

    private TestSystem? system;

    public string AreaName(string code) => (system?.Areas.GetValueOrDefault(code) ?? Source.NameOf(code)).ToString();

    public string NameOf(string cvr) => Authorities.FirstOrDefault(a => a.Id == cvr)?.Name.ToString() ?? cvr;

    public Task OnGetAsync(CancellationToken cancellation) => Load(cancellation);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        string[] listed = [.. Form.Authorities, .. (Form.More ?? "").Split([' ', ',', ';', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)];
        if (string.IsNullOrWhiteSpace(Form.Name) || Form.Name.Length > 100) ModelState.AddModelError("Form.Name", Texts["overview.staff.waves.name-wrong"]);
        if (Form.Areas.Except(Source.Options.Areas).Any()) ModelState.AddModelError("Form.Areas", Texts["overview.staff.waves.area-wrong"]);
        if (listed.FirstOrDefault(a => !CvrNumber.TryParse(a, out _)) is { } wrong) ModelState.AddModelError("Form.More", Texts.Of("overview.staff.waves.cvr-wrong", wrong));
        if (listed.Length > 500) ModelState.AddModelError("Form.More", Texts["overview.staff.waves.too-many"]);
        await Load(cancellation);
        if (First && !Form.Knows) ModelState.AddModelError("Form.Knows", Texts["overview.staff.waves.knows-wrong"]);
        if (!ModelState.IsValid) return Page();
        await desk.Open(Source, Staff, Form.Name!.Trim(), new WaveScope([.. Form.Areas.Distinct()], [.. listed.Distinct()]), cancellation);
        return LocalRedirect($"/myndighed/{Source.Id}/boelger");
    }

    public async Task<IActionResult> OnPostCloseAsync(Guid wave, CancellationToken cancellation)
    {
        await desk.Close(Source, Staff, wave, cancellation);
        return LocalRedirect($"/myndighed/{Source.Id}/boelger");
    }

    private async Task Load(CancellationToken cancellation)
    {
        Waves = await desk.Waves(Source, cancellation);
        system = await preview.SystemOf(Source, cancellation);
    }

    internal sealed class WaveForm
    {
        public string? Name { get; set; }
        public List<string> Areas { get; set; } = [];
        public List<string> Authorities { get; set; } = [];
        public string? More { get; set; }
        public bool Knows { get; set; }
    }
}
