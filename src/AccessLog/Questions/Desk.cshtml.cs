using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.AccessLog;

/// <summary>What people ask the employee's authority about its look-ups: when each is to be answered. Nothing of the persons.</summary>
[Authorize(Access.DataProtection)]
internal sealed class QuestionsDeskPage(Questions questions, ILogSources sources, IBusinessClock clock) : PageModel
{
    public const string Path = StaffMember.DataProtectionStart;

    public StaffMember Staff => StaffMember.Of(HttpContext);
    public IReadOnlyList<Question> Rows { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellation) => Rows = await questions.For(Staff, cancellation);

    public string Name(Question row) => sources.NameOf(row.Source);

    public int DaysLeft(Question row) => row.Due.DayNumber - clock.Today.DayNumber;
}
