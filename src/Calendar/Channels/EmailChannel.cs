using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Logging;
using MimeKit;
using Overblik.Platform;

namespace Overblik.Calendar;

/// <summary>E-mail by SMTP (RFC 5321). The key of a message is its Message-ID, by which a mailbox knows a repetition.</summary>
internal sealed partial class EmailChannel(EmailOptions options, Site site, TimeProvider time, ILogger<EmailChannel> log) : IChannel
{
    // A few at once; each takes as many as it comes to.
    private const int Connections = 4;

    public Channels Channel => Channels.Email;

    public async Task<IReadOnlyList<Delivery>> Send(IReadOnlyList<Message> messages, CancellationToken cancellation)
    {
        var answers = new Delivery[messages.Count];
        Array.Fill(answers, Delivery.Waiting);
        using var limit = new CancellationTokenSource(EachByItself.Limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(Connections, messages.Count)).Select(_ => One()));
        return answers;

        async Task One()
        {
            using var smtp = new SmtpClient { Timeout = (int)EachByItself.Limit.TotalMilliseconds };
            try
            {
                await smtp.ConnectAsync(options.Host, options.Port, options.Security switch { MailSecurity.Tls => SecureSocketOptions.SslOnConnect, MailSecurity.StartTls => SecureSocketOptions.StartTls, _ => SecureSocketOptions.None }, stop.Token);
                if (options.User is not null) await smtp.AuthenticateAsync(options.User, options.Password ?? "", stop.Token);
                for (var i = Interlocked.Increment(ref next); i < messages.Count; i = Interlocked.Increment(ref next))
                {
                    answers[i] = Delivery.Later;
                    try
                    {
                        using var mail = Mail(messages[i]);
                        await smtp.SendAsync(mail, stop.Token);
                        answers[i] = Delivery.Taken;
                    }
                    // 5xx stays so (RFC 5321, 4.2.1): where it is the receiver's address that is not taken, it is given up. All else is ours to mend, and tried again.
                    catch (SmtpCommandException e) when ((int)e.StatusCode >= 500 && e.ErrorCode == SmtpErrorCode.RecipientNotAccepted) { answers[i] = Delivery.Refused; }
                    catch (SmtpCommandException e) { LogAway(log, e.StatusCode.ToString()); }
                }
                await smtp.DisconnectAsync(quit: true, stop.Token);
            }
            // Whatever it is, the other connections go on, and what has been taken is told: also where the node ends.
            catch (Exception e) { LogAway(log, e.GetType().Name); }
        }
    }

    private MimeMessage Mail(Message message)
    {
        var mail = new MimeMessage { Subject = message.Subject, Date = time.GetUtcNow(), MessageId = $"{message.Key:N}@{options.From.Address[(options.From.Address.IndexOf('@') + 1)..]}" };
        mail.From.Add(options.From);
        mail.To.Add(MailboxAddress.Parse(message.To.To));
        // RFC 3834: a machine wrote it, and none is to answer.
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        mail.Headers.Add(HeaderId.ContentLanguage, message.Language);
        var text = $"{message.Text}\n\n{site.Issuer}{message.Path}\n";
        if (message.Unsubscribe is { } away)
        {
            // RFC 2369 and RFC 8058: one click, without a sign-in.
            mail.Headers.Add(HeaderId.ListUnsubscribe, $"<{away.AbsoluteUri}>");
            mail.Headers.Add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }
        mail.Body = new TextPart("plain") { Text = text };
        return mail;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The mail server did not take what was to be sent ({Exception}); it is tried again")]
    private static partial void LogAway(ILogger log, string exception);
}
