using System.Text.Json;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.AccessLog;

internal enum NoticeAbout
{
    /// <summary>A question has been answered.</summary>
    Answer,

    /// <summary>There is an unusual look-up.</summary>
    Unusual,

    /// <summary>The answer to a question has been postponed.</summary>
    Postponed,
}

/// <summary>Tells a person that there is something to see in their log.</summary>
internal sealed class NoticeMail(INotices notices) : IOutboxHandler
{
    public const string Name = "access-log.notice";

    public string Type => Name;

    /// <summary>Now, or at eight where it is evening or night.</summary>
    public static DateTimeOffset NotAtNight(IBusinessClock clock) => clock.QuietUntil() ?? clock.Real(clock.Now);

    public async Task Handle(IReadOnlyList<OutboxWork> works, CancellationToken cancellation)
    {
        foreach (var work in works)
        {
            var body = JsonSerializer.Deserialize<Body>(work.Body)!;
            var (text, path) = body.About switch
            {
                NoticeAbout.Answer => (new Text("Du har fået svar fra en myndighed på et spørgsmål om et opslag.", "An authority has answered your question about a look-up."), QuestionsPage.Path),
                NoticeAbout.Postponed => (new Text("En myndighed skal bruge mere tid til at svare dig om et opslag.", "An authority needs more time to answer you about a look-up."), QuestionsPage.Path),
                _ => (new Text("En myndighed har set dine oplysninger på en usædvanlig måde. Det kan have en god grund.", "An authority has looked at your data in an unusual way. There can be a good reason."), LogPage.Path),
            };
            await notices.Tell(new PersonId(body.Person), work.Id, text, path, cancellation);
        }
    }

    internal sealed record Body(Guid Person, NoticeAbout About);
}
