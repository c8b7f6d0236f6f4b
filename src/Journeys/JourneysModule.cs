using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.Ports;
using Overblik.Platform.Sharing;

namespace Overblik.Journeys;

/// <summary>Life events: a few questions, and then one's own list of what to do, by when, and what happens by itself.</summary>
public sealed class JourneysModule : IModule
{
    public string Name => "journeys";

    public void AddServices(IHostApplicationBuilder app)
    {
        var services = app.Services;
        services.AddSingleton(new JourneyShelf(app.Configuration));
        services.AddSingleton<AnswerCookie>();
        services.AddSingleton<KnownAnswers>();
        services.AddSingleton<JourneyDates>();
        services.AddSingleton<ICalendarFeed>(provider => provider.GetRequiredService<JourneyDates>());
        services.AddSingleton<SavedJourneys>();
        services.AddSingleton<IKept>(provider => provider.GetRequiredService<SavedJourneys>());
        services.AddSingleton<ISealedRows, SealedRows<SavedJourney>>();
        services.AddSingleton<Shares>();
        services.AddSingleton<IKept>(provider => provider.GetRequiredService<Shares>());
        services.AddSingleton<ISealedRows, SealedRows<SharedList>>();
        services.AddSingleton<IOutboxHandler>(provider => new ShareUpkeep<SharedList>(provider.GetRequiredService<Shares>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IOutboxHandler, TaskNotices>();
        services.AddSingleton<OfferList>();
        services.AddSingleton<IOffers>(provider => provider.GetRequiredService<OfferList>());
        services.AddSingleton<IMenu, Menu>();
    }

    private sealed class Menu : IMenu
    {
        public IEnumerable<MenuItem> Items { get; } = [new(28, "journeys.menu", WalkPage.Root)];
    }
}
