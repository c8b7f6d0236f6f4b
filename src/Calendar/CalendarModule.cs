using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>One calendar of every appointment and deadline with any authority, and of what the person has written.</summary>
public sealed class CalendarModule : IModule
{
    public string Name => "calendar";

    public void AddServices(IHostApplicationBuilder app)
    {
        var services = app.Services;
        services.AddSingleton<OwnEntries>();
        services.AddSingleton<ICalendarFeed>(provider => provider.GetRequiredService<OwnEntries>());
        services.AddSingleton<IKept>(provider => provider.GetRequiredService<OwnEntries>());
        services.AddSingleton<ISealedRows, SealedRows<OwnEntry>>();
        services.AddSingleton<ISealedRows, SealedRows<KeptDate>>();
        services.AddSingleton<Subscriptions>();
        services.AddSingleton<IKept>(provider => provider.GetRequiredService<Subscriptions>());
        services.AddSingleton<KeptDates>();
        services.AddSingleton<IKeptDates>(provider => provider.GetRequiredService<KeptDates>());
        services.AddSingleton<EventIntake>();
        services.AddSingleton<EventMetrics>();
        services.AddSingleton<PushedDates>();
        services.AddSingleton<ICalendarFeed>(provider => provider.GetRequiredService<PushedDates>());
        services.AddSingleton<ILifeEvents>(provider => provider.GetRequiredService<PushedDates>());
        services.AddSingleton<IToldTasks>(provider => provider.GetRequiredService<PushedDates>());
        services.AddSingleton<IKept>(provider => provider.GetRequiredService<PushedDates>());
        services.AddSingleton<ISealedRows, SealedRows<PushedDate>>();
        services.AddSingleton<IOutboxHandler, EventUpkeep>();
        AddReminders(app);
        Events.AddLimit(app);
        Feed.AddLimit(app);
        services.AddSingleton<Dates>();
        services.AddSingleton<IMenu, Menu>();
    }

    private static void AddReminders(IHostApplicationBuilder app)
    {
        var services = app.Services;
        services.AddSingleton<Planning>();
        services.AddSingleton<Reminders>();
        services.AddSingleton<IKept>(provider => provider.GetRequiredService<Reminders>());
        services.AddSingleton<UnsubscribeLinks>();
        services.AddSingleton<Contacts>();
        services.AddSingleton<IKept>(provider => provider.GetRequiredService<Contacts>());
        services.AddSingleton<ISealedRows, SealedRows<Contact>>();
        services.AddSingleton<ISealedRows, SealedRows<Notice>>();
        services.AddSingleton<DateChecks>();
        services.AddSingleton<Helping>();
        services.AddSingleton<Dispatch>();
        services.AddSingleton<INotices, Notices>();
        services.AddSingleton<ReminderMetrics>();
        services.AddSingleton<IOutboxHandler, Remind>();
        services.AddSingleton<IOutboxHandler, ReminderUpkeep>();
        var channels = new ChannelOptions(app.Configuration);
        services.AddSingleton(channels);
        if (channels.Email is { } email) services.AddSingleton<IChannel>(provider => ActivatorUtilities.CreateInstance<EmailChannel>(provider, email));
        if (channels.Sms is { } sms) services.AddSingleton<IChannel>(provider => ActivatorUtilities.CreateInstance<SmsChannel>(provider, sms));
        if (channels.Push is { } push)
        {
            services.AddSingleton(push);
            services.AddSingleton<Vapid>();
            services.AddSingleton<PushSender>();
            services.AddSingleton<IChannel, PushChannel>();
        }
        if (services.Any(service => service.ServiceType == typeof(IDigitalPost))) services.AddSingleton<IChannel, DigitalPostChannel>();
    }

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        Download.Map(routes);
        Feed.Map(routes);
        Events.Map(routes);
    }

    private sealed class Menu : IMenu
    {
        public IEnumerable<MenuItem> Items { get; } = [new(29, "calendar.menu", "/kalender")];
    }
}
