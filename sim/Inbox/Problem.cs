namespace Overblik.Inbox;

/// <summary>An error as RFC 9457 has it; the detail says what to do.</summary>
internal static class Problem
{
    public static IResult Of(int status, string code, string title, string detail) =>
        TypedResults.Problem(detail, statusCode: status, title: title, type: "urn:overblik:problem:" + code);
}
