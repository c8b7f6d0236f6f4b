using System.Globalization;
using System.Text;

namespace Overblik.Inbox;

/// <summary>One client's conversation (RFC 5321), with SIZE (RFC 1870), 8BITMIME (6152), SMTPUTF8 (6531), PIPELINING (2920) and ENHANCEDSTATUSCODES (2034).</summary>
internal sealed class SmtpConnection(Stream stream, Messages messages, Faults faults)
{
    private const int LargestMessage = 10 * 1024 * 1024;
    private const int MostRecipients = 100;

    // Without the line's end. A command has 512 octets with it, and MAIL more for its parameters (RFC 1870: 26, 6152: 17, 6531: 10); text has 1000.
    private const int LongestCommand = 510 + 26 + 17 + 10, LongestText = 998;

    // RFC 5321, section 4.5.3.2.7.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private const string Ok = "250 2.0.0 OK";
    private static readonly string TooLarge = $"552 5.3.4 A message has at most {LargestMessage} octets";

    private readonly SmtpLines _lines = new(stream);
    private readonly List<string> _to = [];
    private bool _greeted, _utf8;
    private string? _from;

    public async Task Run(CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            var answer = "220 localhost ESMTP Overblik inbox";
            while (faults[Channel.Smtp] != Fault.Down)
            {
                patience.CancelAfter(Patience);
                await stream.WriteAsync(Encoding.UTF8.GetBytes(answer + "\r\n"), patience.Token);
                if (answer.StartsWith("221", StringComparison.Ordinal)) return;
                var line = await _lines.Read(LongestCommand, patience.Token);
                answer = line is null ? "500 5.5.2 The line is too long"
                    : SmtpCommand.Parse(line) is { } command ? await Answer(command, patience)
                    : "500 5.5.2 The line is not UTF-8 or has control characters";
            }
        }
        catch (OperationCanceledException)
        {
            using var last = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await stream.WriteAsync("421 4.3.2 Closing\r\n"u8.ToArray(), last.Token).AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<string> Answer(SmtpCommand command, CancellationTokenSource patience) => command switch
    {
        { Verb: "EHLO" or "HELO", Argument: "" } => "501 5.5.4 Say who you are",
        { Verb: "EHLO" } => Greet($"250-localhost\r\n250-SIZE {LargestMessage}\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-PIPELINING\r\n250 ENHANCEDSTATUSCODES"),
        { Verb: "HELO" } => Greet("250 localhost"),
        { Verb: "MAIL" } => Mail(command.Argument),
        { Verb: "RCPT" } => Recipient(command.Argument),
        { Verb: "DATA", Argument: "" } => _to.Count == 0 ? "503 5.5.1 First MAIL and RCPT" : await Data(patience),
        { Verb: "RSET", Argument: "" } => Reset(),
        { Verb: "QUIT", Argument: "" } => "221 2.0.0 Goodbye",
        { Verb: "DATA" or "RSET" or "QUIT" } => "501 5.5.4 This command takes no argument",
        { Verb: "NOOP" } => Ok,
        { Verb: "VRFY" } => "252 2.5.0 Send it, and it is taken",
        { Verb: "EXPN" or "HELP" } => "502 5.5.1 Not offered",
        _ => "500 5.5.1 No such command",
    };

    private string Greet(string answer)
    {
        Reset();
        _greeted = true;
        return answer;
    }

    private string Reset()
    {
        (_from, _utf8) = (null, false);
        _to.Clear();
        return Ok;
    }

    private string Mail(string argument)
    {
        if (!_greeted) return "503 5.5.1 First EHLO";
        if (_from is not null) return "503 5.5.1 A message is under way";
        if (SmtpPath.Parse("FROM", argument) is not { } path) return "501 5.5.4 Write MAIL FROM:<address>";
        if (path.IsLong) return "501 5.1.7 The address is too long";
        var utf8 = false;
        foreach (var parameter in path.Parameters)
        {
            switch (parameter.ToUpperInvariant().Split('='))
            {
                case ["SIZE", { Length: <= 20 } size] when ulong.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var octets):
                    if (octets > LargestMessage) return TooLarge;
                    break;
                case ["BODY", "7BIT" or "8BITMIME"]:
                    break;
                case ["SMTPUTF8"]:
                    utf8 = true;
                    break;
                default:
                    return "555 5.5.4 Only SIZE, BODY and SMTPUTF8 are known here";
            }
        }
        if (!utf8 && !path.IsAscii) return "553 5.6.7 Such an address needs SMTPUTF8";
        (_from, _utf8) = (path.Address, utf8);
        return "250 2.1.0 OK";
    }

    private string Recipient(string argument)
    {
        if (_from is null) return "503 5.5.1 First MAIL";
        if (SmtpPath.Parse("TO", argument) is not { Address: not "" } path) return "501 5.5.4 Write RCPT TO:<address>";
        if (path.Parameters.Count > 0) return "555 5.5.4 No parameters are known here";
        if (path.IsLong) return "501 5.1.3 The address is too long";
        if (!_utf8 && !path.IsAscii) return "553 5.6.7 Such an address needs SMTPUTF8";
        if (_to.Count == MostRecipients) return "452 4.5.3 Too many recipients";
        switch (faults[Channel.Smtp])
        {
            case Fault.Reject: return "550 5.1.1 No such mailbox";
            case Fault.Busy: return "451 4.3.2 Try again later";
        }
        _to.Add(path.Address);
        return "250 2.1.5 OK";
    }

    private async Task<string> Data(CancellationTokenSource patience)
    {
        await stream.WriteAsync("354 End with a dot on a line of its own\r\n"u8.ToArray(), patience.Token);
        using var data = new MemoryStream();
        string? wrong = null;
        while (true)
        {
            patience.CancelAfter(Patience);
            var line = await _lines.Read(LongestText + 1, patience.Token);
            if (line is [(byte)'.']) break;
            // RFC 5321, section 4.5.2.
            if (line is [(byte)'.', ..]) line = line[1..];
            if (line is null || line.Length > LongestText) wrong ??= $"554 5.6.0 A line has more than {LongestText} octets";
            else if (line.AsSpan().ContainsAny((byte)'\r', (byte)'\n')) wrong ??= "554 5.6.0 A line has CR or LF alone";
            else if (data.Length + line.Length + 2 > LargestMessage) wrong ??= TooLarge;
            else if (wrong is null)
            {
                data.Write(line);
                data.Write("\r\n"u8);
            }
        }
        var (from, to) = (_from!, _to.ToArray());
        Reset();
        if (wrong is not null) return wrong;
        if (Email.Read(data, from, to) is not { } email) return "554 5.6.0 The message has no headers that can be read";
        var id = messages.Add(email).Id;
        await faults.Wait(Channel.Smtp, patience.Token);
        return $"250 2.0.0 Taken as {id}";
    }
}
