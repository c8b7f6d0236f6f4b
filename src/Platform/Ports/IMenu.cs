namespace Overblik.Platform.Ports;

/// <summary>Entries of the main menu (owner: Web; contributors: the capabilities).</summary>
public interface IMenu
{
    IEnumerable<MenuItem> Items { get; }
}

/// <param name="Order">Lowest first.</param>
/// <param name="TextKey">The key of its text.</param>
/// <param name="Path">Where it leads; it is marked as current on that page and below it.</param>
/// <param name="For">For employees with this role; for citizens where there is none.</param>
public sealed record MenuItem(int Order, string TextKey, string Path, StaffRoles For = StaffRoles.None);
