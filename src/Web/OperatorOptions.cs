using Overblik.Platform;

namespace Overblik.Web;

/// <summary>Who runs the installation, and how a citizen reaches them: the configuration section <c>Operator</c>, checked at start.</summary>
internal sealed class OperatorOptions
{
    public string Name { get; set; } = "";
    public string Email { get; set; } = "";
    public string Phone { get; set; } = "";

    /// <summary>The accessibility statement made with the Danish WAS tool (https://was.digst.dk/…); the portal's own page leads to it.</summary>
    public Uri? Statement { get; set; }

    /// <summary>In a demo there is nobody to write to.</summary>
    public bool Known => Name.Length > 0;

    public static OperatorOptions Read(IConfiguration configuration)
    {
        var options = new OperatorOptions();
        try { configuration.GetSection("Operator").Bind(options, binder => binder.ErrorOnUnknownConfiguration = true); }
        catch (InvalidOperationException e) { throw new StartupException("The configuration section 'Operator' cannot be read: " + e.Message); }
        if (options.Known && options.Email.Length + options.Phone.Length == 0) throw new StartupException("The configuration section 'Operator' must give an Email or a Phone: a citizen must be able to reach you.");
        if (options.Statement is { } statement && (!statement.IsAbsoluteUri || statement.Scheme != "https")) throw new StartupException("Operator:Statement must be an https address.");
        return options;
    }
}
