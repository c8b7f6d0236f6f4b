using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>The display rules of a source: the draft, its release, and the record of every version.</summary>
[Authorize(Access.Staff)]
internal sealed partial class DisplayPage(DisplayDesk desk) : StaffPage
{
    [BindProperty]
    public RuleForm Form { get; set; } = new();

    public IReadOnlyList<DisplayVersion> Versions { get; private set; } = [];
    public DisplayVersion? Draft => Versions is [{ ReleasedAt: null } draft, ..] ? draft : null;
    public DisplayVersion? Released => Versions.FirstOrDefault(v => v.ReleasedAt is not null);

    public Task OnGetAsync(CancellationToken cancellation) => Load(cancellation);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        if (Form.Rule(ModelState, Texts) is { } rule && Done(await desk.Draft(Source, Staff, rule, remove: false, cancellation))) return Again();
        await Load(cancellation);
        return Page();
    }

    public async Task<IActionResult> OnPostRemoveAsync(string? scheme, string? code, CancellationToken cancellation)
    {
        ModelState.Clear();
        // The rule for all others has neither, and an empty field arrives as null.
        if (Done(await desk.Draft(Source, Staff, new DisplayRule(scheme ?? "", code ?? "", true), remove: true, cancellation))) return Again();
        await Load(cancellation);
        return Page();
    }

    public async Task<IActionResult> OnPostReleaseAsync(Guid stamp, CancellationToken cancellation)
    {
        ModelState.Clear();
        if (Done(await desk.Release(Source, Staff, stamp, cancellation))) return Again();
        await Load(cancellation);
        return Page();
    }

    public async Task<IActionResult> OnPostDiscardAsync(CancellationToken cancellation)
    {
        await desk.Discard(Source, cancellation);
        return Again();
    }

    private LocalRedirectResult Again() => LocalRedirect($"/myndighed/{Source.Id}/visning");

    private bool Done(Result<DisplayVersion> result)
    {
        if (!result.Failed(out var problem, out _)) return true;
        ModelState.AddModelError(problem.Field is { } field ? "Form." + field : "", $"{Texts[problem.Code]}. {Texts[problem.Code + ".detail"]}");
        return false;
    }

    private async Task Load(CancellationToken cancellation) => Versions = await desk.Versions(Source, cancellation);

    internal sealed partial class RuleForm
    {
        public string? Scheme { get; set; } = "KLE";
        public string? Code { get; set; }
        public bool Shown { get; set; } = true;
        public DateOnly? From { get; set; }
        public bool OpenRegardless { get; set; }
        public string? TitleDa { get; set; }
        public string? TitleEn { get; set; }

        /// <summary>The rule that the form says, or null with what is to be mended in the model state.</summary>
        public DisplayRule? Rule(Microsoft.AspNetCore.Mvc.ModelBinding.ModelStateDictionary state, Texts texts)
        {
            var all = Scheme == "ALL";
            void Mend(string field, string key) => state.AddModelError("Form." + field, texts[key]);
            if (Scheme is not ("KLE" or "FORM" or "ALL")) Mend(nameof(Scheme), "overview.staff.display.scheme-wrong");
            else if (!all && !CodeForm().IsMatch(Code ?? "")) Mend(nameof(Code), "overview.staff.display.code-wrong");
            if (state["Form." + nameof(From)] is { Errors: { Count: > 0 } unread })
            {
                // The framework's own words are English.
                unread.Clear();
                Mend(nameof(From), "overview.staff.display.from-wrong");
            }
            if (string.IsNullOrWhiteSpace(TitleDa) != string.IsNullOrWhiteSpace(TitleEn)) Mend(string.IsNullOrWhiteSpace(TitleDa) ? nameof(TitleDa) : nameof(TitleEn), "overview.staff.display.title-both");
            if (TitleDa?.Length > 200) Mend(nameof(TitleDa), "overview.staff.display.title-long");
            if (TitleEn?.Length > 200) Mend(nameof(TitleEn), "overview.staff.display.title-long");
            return state.IsValid
                ? new DisplayRule(all ? "" : Scheme!, all ? "" : Code!, Shown, From, OpenRegardless, string.IsNullOrWhiteSpace(TitleDa) ? null : new Text(TitleDa.Trim(), TitleEn!.Trim()))
                : null;
        }

        // KLE and FORM: numbers between dots, from the main group to the subject; KLE's handling facet after it.
        [GeneratedRegex(@"^[0-9]{2}(\.[0-9]{2}){0,4}([A-ZÆØÅ][0-9]{2})?\z")]
        private static partial Regex CodeForm();
    }
}
