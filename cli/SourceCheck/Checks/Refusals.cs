namespace Overblik.Cli.SourceCheck.Checks;

/// <summary>What a refusal must look like (RFC 9457, and the contract's codes).</summary>
internal static class Refusals
{
    /// <summary>Passed where the answer has the status, one of the codes, the contract's form, and nothing of the person.</summary>
    public static Outcome Refused(Probe source, Reply reply, int status, params string[] codes)
    {
        var wanted = codes.Length > 2 ? $"{status} and a code of its own" : $"{status} source.{string.Join(" or source.", codes)}";
        if (source.People.Select(reply.Leak).FirstOrDefault(it => it is not null) is { } leak)
            return Outcome.Failed($"{reply.Words}; {leak}", "Never repeat anything from the request in an error: neither in its body nor in its headers (rule 2).");
        if (reply.Status == status && reply.Fault == Fault.None && reply.Code is null)
            return Outcome.Failed($"{status}, without the contract's problem ({reply.FormError ?? "no type that begins with urn:overblik:problem:source."})",
                $"Answer with a problem whose type is urn:overblik:problem:source.{codes[0]}.");
        if (reply.Status != status || !codes.Any(it => reply.Code == "source." + it)) return Outcome.Failed($"{reply.Words}, where the contract has {wanted}");
        if (reply.MediaType != "application/problem+json")
            return Outcome.Failed($"{reply.Words}, with the content type {Reply.Name(reply.MediaType)}", "Send problems as application/problem+json (RFC 9457).");
        var objections = Contract.Objections(Contract.Problem, reply.Json!.Value);
        if (objections.Count > 0) return Outcome.Failed($"{reply.Words}; {string.Join("; ", objections)}", "Give the problem all members of schemas.Problem.");
        return reply.Json.Value.GetProperty("status").GetInt32() == status ? Outcome.Passed
            : Outcome.Failed($"{reply.Words}, but another status in the problem", "Write the answer's own status into the problem.");
    }
}
