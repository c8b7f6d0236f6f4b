using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;
using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>A page of an authority's employee about one of the authority's own sources; another's is not found, like one that does not exist.</summary>
internal abstract class StaffPage : PageModel
{
    public Source Source { get; private set; } = null!;

    public StaffMember Staff => StaffMember.Of(HttpContext);

    protected Texts Texts => HttpContext.RequestServices.GetRequiredService<Texts>();

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        var source = Of(context.HttpContext.RequestServices.GetRequiredService<SourceRegister>(), Staff).FirstOrDefault(s => s.Id == (string?)RouteData.Values["source"]);
        if (source is null) context.Result = NotFound();
        else Source = source;
    }

    /// <summary>The sources that the employee looks after.</summary>
    public static IEnumerable<Source> Of(SourceRegister sources, StaffMember staff) => sources.All.Where(s => s.Options.Stewards.Contains(staff.Cvr.Digits));
}
