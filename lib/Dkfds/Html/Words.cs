using System.Globalization;

namespace Overblik.Dkfds;

/// <summary>The few words the components say themselves: Danish in a Danish culture, otherwise English.</summary>
internal static class Words
{
    private static bool Danish => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "da";

    public static string Error => Danish ? "Fejl: " : "Error: ";
    public static string Optional => Danish ? " (frivilligt)" : " (optional)";
    public static string Breadcrumb => Danish ? "Brødkrumme" : "Breadcrumb";
    public static string MainMenu => Danish ? "Hovedmenu" : "Main menu";
    public static string Menu => "Menu";
    public static string Close => Danish ? "Luk" : "Close";
    public static string Back => Danish ? "Tilbage" : "Back";
    public static string ToContent => Danish ? "Gå til sidens indhold" : "Skip to content";
    public static string Problems => Danish ? "Der er problemer" : "There are problems";

    public static string Kind(string kind) => kind switch
    {
        "info" => "Information",
        "success" => Danish ? "Succes" : "Success",
        "warning" => Danish ? "Advarsel" : "Warning",
        _ => Danish ? "Fejl" : "Error",
    };
}
