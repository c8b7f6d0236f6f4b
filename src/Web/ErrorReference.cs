using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;

namespace Overblik.Web;

/// <summary>
/// Writes the number that the error page shows, and the API's <c>traceId</c>, beside the exception. A line of its own: the log's scopes
/// hold it too, but with the path, which may point to a person.
/// </summary>
internal sealed partial class ErrorReference(ILogger<ErrorReference> log) : IExceptionHandler
{
    public static string Of(HttpContext http) => Activity.Current?.Id ?? http.TraceIdentifier;

    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        LogError(Of(httpContext), exception.GetType().Name);
        return ValueTask.FromResult(false);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Error {Reference}: {Exception}")]
    private partial void LogError(string reference, string exception);
}
