using System.Globalization;
using Microsoft.Extensions.Configuration;
using MimeKit;
using Overblik.Platform;

namespace Overblik.Calendar;

/// <summary>The channels that the operator has set up: <c>Calendar:Email</c>, <c>Calendar:Sms</c>, <c>Calendar:Push</c>.</summary>
internal sealed class ChannelOptions
{
    public ChannelOptions(IConfiguration configuration)
    {
        if (configuration["Calendar:Email:Host"] is { Length: > 0 } host)
        {
            if (!MailboxAddress.TryParse(configuration["Calendar:Email:From"], out var from)) throw new StartupException("Calendar:Email:From must be the e-mail address that reminders come from.");
            var security = configuration["Calendar:Email:Security"] ?? (Local(host) ? nameof(MailSecurity.None) : nameof(MailSecurity.StartTls));
            if (!Enum.TryParse<MailSecurity>(security, ignoreCase: true, out var how) || char.IsAsciiDigit(security[0])) throw new StartupException($"Calendar:Email:Security must be StartTls, Tls or None, not '{security}'.");
            if (how == MailSecurity.None && !Local(host)) throw new StartupException("Calendar:Email:Security can be None on this machine only: what is sent names people's addresses.");
            Email = new EmailOptions(host, Number(configuration["Calendar:Email:Port"], how == MailSecurity.Tls ? 465 : 587, "Calendar:Email:Port"), from, how, configuration["Calendar:Email:User"], configuration["Calendar:Email:Password"]);
        }
        if (configuration["Calendar:Sms:Url"] is { Length: > 0 } url)
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var gateway) || (gateway.Scheme != "https" && !gateway.IsLoopback)) throw new StartupException("Calendar:Sms:Url must be the gateway's https address (http only on localhost).");
            Sms = new SmsOptions(gateway, configuration["Calendar:Sms:Token"] is { Length: > 0 } token ? token : throw new StartupException("Calendar:Sms:Token must be what the gateway knows this portal by."));
        }
        var hosts = configuration.GetSection("Calendar:Push:Hosts").GetChildren().Select(child => child.Value).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (hosts.Count > 0)
        {
            var contact = configuration["Calendar:Push:Contact"] ?? (Email is null ? null : "mailto:" + Email.From.Address);
            Push = contact is not null && Uri.TryCreate(contact, UriKind.Absolute, out var who) && who.Scheme is "mailto" or "https" ? new PushOptions(hosts, contact)
                : throw new StartupException("Calendar:Push:Contact must be a mailto: or https: address at which a push service reaches whoever runs this portal.");
        }
    }

    public EmailOptions? Email { get; }
    public SmsOptions? Sms { get; }
    public PushOptions? Push { get; }

    private static bool Local(string host) => host is "localhost" or "127.0.0.1" or "::1";

    private static int Number(string? text, int without, string setting) => text is null ? without
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 65536 ? number
        : throw new StartupException($"{setting} must be a port number, not '{text}'.");
}

internal enum MailSecurity
{
    StartTls,
    Tls,
    None,
}

internal sealed record EmailOptions(string Host, int Port, MailboxAddress From, MailSecurity Security, string? User, string? Password)
{
    public override string ToString() => Host;
}

internal sealed record SmsOptions(Uri Url, string Token)
{
    public override string ToString() => Url.Host;
}
