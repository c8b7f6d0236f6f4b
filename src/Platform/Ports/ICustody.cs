namespace Overblik.Platform.Ports;

/// <summary>Of which children a person has custody, as the register says it now: whoever has lost it today sees nothing more (owner: AccessLog; contributor: Overview, which writes the entry of the access log).</summary>
public interface ICustody
{
    /// <summary>A register is connected that says it.</summary>
    bool IsKnown { get; }

    /// <summary>Null where it does not answer.</summary>
    Task<IReadOnlyList<InCustody>?> Of(Actor actor, CancellationToken cancellation);
}

/// <param name="Number">The child's.</param>
/// <param name="Name">As the register shows it.</param>
public sealed record InCustody(CprNumber Number, string Name);
