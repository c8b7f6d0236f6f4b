using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.AccessLog;

/// <summary>A child whom whoever is signed in has custody of.</summary>
/// <param name="Person">Who it is.</param>
/// <param name="Name">As the register shows it.</param>
/// <param name="IsGrown">It is old enough to see its own list, and nobody else does.</param>
/// <param name="Path">The page with its list.</param>
internal sealed record Child(PersonId Person, string Name, bool IsGrown, string Path);

/// <summary>Whose lists a parent may see: the register is asked each time, so whoever has lost custody sees nothing more. The address holds who it is only as the portal's own keys read it.</summary>
internal sealed class Children(ICustody custody, IPeople people, PurposeRegister register, IDataProtectionProvider protection, IBusinessClock clock)
{
    private readonly IDataProtector protector = protection.CreateProtector("access-log.child");

    /// <summary>A register is connected that says who has custody of whom.</summary>
    public bool IsKnown => custody.IsKnown;

    /// <summary>The rule of today.</summary>
    public CustodyRule Rule => register.Custody(clock.Today);

    /// <summary>The eldest first; null where the register does not answer.</summary>
    public async Task<IReadOnlyList<Child>?> Of(Actor actor, CancellationToken cancellation)
    {
        if (await custody.Of(actor, cancellation) is not { } all) return null;
        var age = Rule.Age;
        var ids = await people.IdsFor([.. all.Select(child => child.Number).Distinct()], cancellation);
        return [.. from child in all.DistinctBy(child => child.Number)
            orderby child.Number.Birth
            let person = ids[child.Number]
            select new Child(person, child.Name, child.Number.Birth.AddYears(age) <= clock.Today, $"{ChildPage.Root}/{WebEncoders.Base64UrlEncode(protector.Protect(person.Value.ToByteArray()))}")];
    }

    /// <summary>Whose page it is; null of an address that is not whole, or of another installation.</summary>
    public PersonId? Read(string code)
    {
        try { return protector.Unprotect(WebEncoders.Base64UrlDecode(code)) is { Length: 16 } plain ? new PersonId(new Guid(plain)) : null; }
        catch (Exception e) when (e is FormatException or CryptographicException) { return null; }
    }
}
