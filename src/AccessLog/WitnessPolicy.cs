using Microsoft.Extensions.Configuration;
using Overblik.Platform;
using Overblik.Tlog;

namespace Overblik.AccessLog;

/// <summary>Who outside the installation is to have seen each checkpoint before anybody is shown it: the file <c>Log:Policy</c>, a C2SP tlog-policy without lines for logs. None: nobody.</summary>
internal sealed class WitnessPolicy
{
    public WitnessPolicy(IConfiguration configuration, LogIdentity identity)
    {
        if (configuration["Log:Policy"] is not { Length: > 0 } path) return;
        try
        {
            Text = string.Concat(identity.Keys.Select(key => $"log {key}\n")) + File.ReadAllText(path);
            Trust = TrustPolicy.Parse(Text);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException) { throw new StartupException($"Log:Policy ({path}) cannot be used: {e.Message} The log's own lines are added to it."); }
        if (Trust.Witnesses.FirstOrDefault(witness => witness.Url is null || (witness.Url.Scheme != "https" && !witness.Url.IsLoopback)) is { } wrong)
            throw new StartupException($"Log:Policy ({path}): the witness {wrong.Key.Name} needs its URL at the end of its line, https (http only on loopback).");
    }

    /// <summary>As it is published, with the log's own keys.</summary>
    public string? Text { get; }

    public TrustPolicy? Trust { get; }
}
