using System.Globalization;
using System.Security.Cryptography;
using Overblik.AccessLog;
using Overblik.Calendar;
using Overblik.Platform;
using Overblik.Platform.Ports;
using Overblik.Web.Data;

namespace Overblik.Bench;

/// <summary>
/// A node that does nothing but remind: the portal's engine, calendar and access log, with one channel, of e-mails. It is the first argument: <c>null</c> takes every message and does nothing with it; an address gets a POST for each,
/// at /person/key.
/// </summary>
internal static class ReminderWorkerProgram
{
    public static async Task<int> Run(string channel, string[] args)
    {
        var builder = WebApplication.CreateBuilder([.. args, "--Role=Worker"]);
        builder.Logging.ClearProviders();
        builder.AddDatabase();
        IModule[] modules = [new PlatformModule(), new AccessLogModule(), new CalendarModule()];
        foreach (var module in modules) module.AddServices(builder);
        builder.Services.AddSingleton(new Texts(modules));
        builder.Services.AddSingleton<IEventSources, NoSources>();
        builder.Services.AddSingleton<ILogSources, NoSources>();
        builder.Services.AddSingleton<IChannel>(channel == "null" ? new NullChannel() : new HttpChannel(new Uri(channel)));
        var app = builder.Build();
        foreach (var module in modules) await module.Prepare(app.Services, CancellationToken.None);
        await Child.Serve(app);
        return 0;
    }

    // Nothing is asked and nobody tells anything here: the dates are in the database.
    private sealed class NoSources : IEventSources, ILogSources
    {
        public IReadOnlyList<EventSource> All => [];

        IReadOnlyList<LookUpSource> ILogSources.All => [];

        public Task<ECDsa?> KeyOf(string client, string keyId, CancellationToken cancellation) => Task.FromResult<ECDsa?>(null);
    }

    private sealed class NullChannel : IChannel
    {
        public Channels Channel => Channels.Email;

        public Task<IReadOnlyList<Delivery>> Send(IReadOnlyList<Message> messages, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<Delivery>>(new Delivery[messages.Count]);
    }

    private sealed class HttpChannel(Uri address) : IChannel
    {
        private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

        public Channels Channel => Channels.Email;

        public async Task<IReadOnlyList<Delivery>> Send(IReadOnlyList<Message> messages, CancellationToken cancellation)
        {
            var answers = new List<Delivery>(messages.Count);
            foreach (var message in messages)
            {
                using var answer = await Http.PostAsync(new Uri(address, string.Create(CultureInfo.InvariantCulture, $"{message.Person.Value}/{message.Key}")), null, cancellation);
                answers.Add(answer.IsSuccessStatusCode ? Delivery.Taken : Delivery.Later);
            }
            return answers;
        }
    }
}
