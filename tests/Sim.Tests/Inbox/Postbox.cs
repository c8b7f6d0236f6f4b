using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Overblik.Inbox;

namespace Overblik.Sim.Tests;

/// <summary>The inbox on free ports.</summary>
internal sealed class Postbox : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Postbox(WebApplication app) => (_app, Client) = (app, Local.Client(app));

    public HttpClient Client { get; }

    public static async Task<Postbox> Open(TimeProvider? time = null, params string[] more)
    {
        var app = InboxApp.Build(["--Urls", Local.FreePort, "--Smtp:Port", "0", .. more], time);
        await app.StartAsync();
        return new(app);
    }

    public Task<Mailer> Connect() => Mailer.Connect(_app.Services.GetRequiredService<SmtpServer>().Port);

    public async Task<Mailer> Greet()
    {
        var mailer = await Connect();
        Assert.StartsWith("220 ", await mailer.Read(), StringComparison.Ordinal);
        Assert.StartsWith("250-", await mailer.Say("EHLO portal.example"), StringComparison.Ordinal);
        return mailer;
    }

    public Task Stop() => _app.StopAsync();

    public async Task<JsonArray> Messages() => JsonNode.Parse(await Client.GetStringAsync("/api/messages"))!.AsArray();

    public async Task<IHtmlDocument> Page(string path) => new HtmlParser().ParseDocument(await Client.GetStringAsync(path));

    public async Task Set(string channel, string fault)
    {
        using var answer = await Client.PostAsJsonAsync("/faults/" + channel, new { fault });
        Assert.Equal(204, (int)answer.StatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}

/// <summary>A mail client that says what a test tells it to.</summary>
internal sealed class Mailer : IDisposable
{
    private readonly TcpClient _socket = new();
    private StreamReader _answers = null!;

    public static async Task<Mailer> Connect(int port)
    {
        var mailer = new Mailer();
        await mailer._socket.ConnectAsync("127.0.0.1", port);
        mailer._answers = new(mailer._socket.GetStream(), Encoding.UTF8);
        return mailer;
    }

    /// <summary>An answer with all its lines; empty where the server has hung up.</summary>
    public async Task<string> Read()
    {
        var answer = "";
        while (await _answers.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            answer += line + "\n";
            if (line[3] == ' ') break;
        }
        return answer;
    }

    public async Task Write(string text) => await _socket.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);

    public async Task<string> Say(string line)
    {
        await Write(line + "\r\n");
        return await Read();
    }

    /// <summary>Says each line and expects each answer to begin so.</summary>
    public async Task Talk(params (string Line, string Answer)[] conversation)
    {
        foreach (var (line, answer) in conversation) Assert.StartsWith(answer, await Say(line), StringComparison.Ordinal);
    }

    /// <summary>Sends a message and gives the answer to its end.</summary>
    public async Task<string> Send(string message, params string[] to)
    {
        await Talk([("MAIL FROM:<noreply@overblik.example>", "250 "), .. to.Select(it => ($"RCPT TO:<{it}>", "250 ")), ("DATA", "354 ")]);
        return await Say(message + "\r\n.");
    }

    public void Dispose()
    {
        _answers.Dispose();
        _socket.Dispose();
    }
}
