using System.Diagnostics.CodeAnalysis;

namespace Overblik.Platform;

/// <summary>A rule said no. Its texts, in both languages, stand in the resources under the code.</summary>
/// <param name="Code">capability.kebab-case; never changes once published.</param>
/// <param name="Status">The HTTP status that an API answers with.</param>
/// <param name="Field">The form field that the person must mend, if it is one.</param>
public sealed record Problem(string Code, int Status, string? Field = null)
{
    /// <summary>The <c>type</c> of the problem details (RFC 9457); it ends in the code.</summary>
    public string Type => "urn:overblik:problem:" + Code;
}

/// <summary>A value, or the problem that stood in the way.</summary>
public readonly struct Result<T>
{
    private readonly T? value;
    private readonly Problem? problem;

    private Result(T? value, Problem? problem) => (this.value, this.problem) = (value, problem);

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Problem problem) => new(default, problem);

    public bool Failed([NotNullWhen(true)] out Problem? problem, [NotNullWhen(false)] out T? value)
    {
        (problem, value) = (this.problem, this.value);
        return problem is not null;
    }
}
