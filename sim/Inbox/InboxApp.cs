using Overblik.Sim;

namespace Overblik.Inbox;

/// <summary>Everybody's e-mail, telephone and web push service: takes what is sent, shows it, and passes nothing on.</summary>
internal static class InboxApp
{
    public static WebApplication Build(string[] args, TimeProvider? time = null)
    {
        var builder = Site.Create(args, "http://localhost:5083", time);
        // Browsers share cookies between the ports of a host: with the other simulators' name a form of theirs that stands open would be good no longer.
        builder.Services.AddAntiforgery(it => it.Cookie.Name = "inbox-form");
        builder.Services.AddSingleton<Messages>();
        builder.Services.AddSingleton<Faults>();
        builder.Services.AddSingleton<SmtpServer>();
        builder.Services.AddHostedService(it => it.GetRequiredService<SmtpServer>());
        var app = builder.Build();
        var messages = app.Services.GetRequiredService<Messages>();
        var faults = app.Services.GetRequiredService<Faults>();
        var devices = new Devices();

        app.UseSite();
        new SmsGateway(messages, app.Configuration["Sms:Token"] ?? "demo").Map(app, faults);
        new PushService(messages, devices).Map(app, faults);
        MessagesApi.Map(app, messages, faults);
        new InboxPages(messages, faults, devices).Map(app);
        return app;
    }
}
