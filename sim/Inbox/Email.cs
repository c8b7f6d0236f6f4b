using MimeKit;

namespace Overblik.Inbox;

/// <summary>Reads an e-mail.</summary>
internal static class Email
{
    /// <summary>The message as it is kept; null where it has no headers that can be read.</summary>
    public static Message? Read(MemoryStream data, string from, IReadOnlyList<string> to)
    {
        data.Position = 0;
        try
        {
            using var mail = MimeMessage.Load(data);
            return mail.Headers.Count == 0 ? null : new()
            {
                Channel = Channel.Smtp, From = from, To = to, Size = (int)data.Length,
                MessageId = mail.MessageId, Subject = mail.Subject, Text = mail.TextBody, Html = mail.HtmlBody,
                Headers = [.. mail.Headers.Concat(mail.Body?.Headers ?? []).Select(it => new MailHeader(it.Field, it.Value))],
            };
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
