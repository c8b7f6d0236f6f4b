namespace Overblik.Platform;

/// <summary>The process cannot start as configured. The message says what to change; it is shown without a stack trace.</summary>
public sealed class StartupException(string message) : Exception(message);
