using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.AccessLog;

/// <summary>Tells an authority's data protection contact that a question waits, and once more before its last day.</summary>
internal sealed class QuestionMail(IDbContextFactory<PlatformDb> databases, ILogSources sources, INotices notices) : IOutboxHandler
{
    public const string Name = "access-log.asked";

    public string Type => Name;

    public async Task Handle(IReadOnlyList<OutboxWork> works, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        foreach (var work in works)
        {
            var body = JsonSerializer.Deserialize<Body>(work.Body)!;
            var person = new PersonId(body.Person);
            if (await db.Set<Question>().AsNoTracking().FirstOrDefaultAsync(q => q.Person == person && q.Leaf == body.Leaf, cancellation) is not { Answer: null } question) continue;
            if (sources.All.FirstOrDefault(source => source.Id == question.Source) is not { DataProtectionEmail: { Length: > 0 } address }) continue;
            var due = new Text(question.Due.ToString("d. MMMM yyyy", Language.Cultures[0]), question.Due.ToString("d MMMM yyyy", Language.Cultures[1]));
            await notices.Mail(address, work.Id, new Text($"En borger har spurgt om et opslag. Svar senest den {due.Da}.", $"A citizen has asked about a look-up. Answer by {due.En}."), $"{QuestionsDeskPage.Path}/{question.Leaf}", cancellation);
        }
    }

    internal sealed record Body(Guid Person, long Leaf);
}
