using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.AccessLog;

/// <summary>What the person has asked authorities about their look-ups, and the answers.</summary>
[Authorize(Access.Citizen)]
internal sealed class QuestionsPage(Questions questions, ILogSources sources, IAccessLog log, IBusinessClock clock) : PageModel
{
    public const string Path = "/hvem-har-set/spoergsmaal";

    public IReadOnlyList<AskedQuestion> Asked { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        var actor = Actor.Of(HttpContext);
        await log.Write(AccessEntry.OfOwn(actor, "access-log.questions", []), cancellation);
        Asked = await questions.Of(actor.OnBehalfOf, cancellation);
    }

    public string Who(Question question) => sources.NameOf(question.Source);

    public bool IsLate(Question question) => question.Answer is null && question.Due < clock.Today;
}
