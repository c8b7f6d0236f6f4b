namespace Overblik.Platform.Ports;

/// <summary>Entries of the main menu (owner: Web; contributors: the capabilities).</summary>
public interface IMenu
{
    IEnumerable<MenuItem> Items { get; }
}

/// <param name="Order">Lowest first.</param>
/// <param name="TextKey">The key of its text.</param>
/// <param name="Path">Where it leads; it is marked as current on that page and below it.</param>
/// <param name="ForStaff">For an authority's employees; otherwise for citizens.</param>
public sealed record MenuItem(int Order, string TextKey, string Path, bool ForStaff = false);
