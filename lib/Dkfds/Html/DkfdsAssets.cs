namespace Overblik.Dkfds;

/// <summary>Where the static web assets of this package are found.</summary>
public static class DkfdsAssets
{
    /// <summary>The icon sprite. Set it once at start-up when the site has a path base or fingerprints its files.</summary>
    public static string Icons { get; set; } = "/dkfds/img/icons.svg";

    /// <summary>The portal's own mark.</summary>
    public static string Mark { get; set; } = "/dkfds/img/mark.svg";
}
