using System.Text;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Overblik.Platform.Sharing;

/// <summary>A person lets one other see something of theirs: by a link, good for the first who shows themselves with it. Each capability has a table of its own.</summary>
public abstract class SharedRow
{
    public PersonId Person { get; set; }
    public Guid Id { get; set; }

    /// <summary>Which part of what the capability has: as the capability names it.</summary>
    public string Part { get; set; } = "";

    /// <summary>The last day on which it can be seen.</summary>
    public DateOnly Until { get; set; }

    /// <summary>Who has taken the link; null while nobody has.</summary>
    public PersonId? Helper { get; set; }

    /// <summary><see cref="SharedWith"/>, encrypted.</summary>
    public byte[] Sealed { get; set; } = [];
    public int KeyVersion { get; set; }

    /// <summary>Changes when it is taken, so that two cannot take it.</summary>
    public Guid Edit { get; set; }

    public byte[] Context() => Encoding.UTF8.GetBytes($"{Person}/{Id}");

    protected static void Map<TRow>(EntityTypeBuilder<TRow> table)
        where TRow : SharedRow
    {
        table.ByPerson(s => s.Person);
        table.HasKey(s => new { s.Person, s.Id });
        table.Property(s => s.Part).HasMaxLength(40);
        table.Property(s => s.Sealed).HasMaxLength(2_000);
        table.Property(s => s.Edit).IsConcurrencyToken();
        table.HasIndex(s => s.Helper);
        table.HasIndex(s => s.Until);
    }
}

/// <param name="Owner">Who shares, as their sign-in gave it.</param>
/// <param name="Name">Of the helper, as their sign-in gave it; null while nobody has taken the link.</param>
/// <param name="Since">The day on which they took it.</param>
public sealed record SharedWith(string Owner, string? Name, DateOnly? Since);

/// <summary>What is shared, as its owner sees it.</summary>
/// <param name="Id">Which.</param>
/// <param name="Part">What of it.</param>
/// <param name="Until">The last day on which it can be seen.</param>
/// <param name="With">Who has taken it; a name of null where nobody has.</param>
/// <param name="Link">Its address.</param>
public sealed record Share(Guid Id, string Part, DateOnly Until, SharedWith With, string Link);

/// <summary>For the partial view that lists them.</summary>
/// <param name="Shares">Those that hold.</param>
/// <param name="Path">The page, whose handler <c>End</c> ends one.</param>
/// <param name="Subject">Of the mail that the link is sent in.</param>
/// <param name="Names">What the other sees, where there is a choice.</param>
public sealed record ShareList(IReadOnlyList<Share> Shares, string Path, string Subject, Func<Share, string>? Names = null);

/// <summary>Why a link shows nothing: for the partial view that says it.</summary>
public enum NotShown
{
    /// <summary>It leads nowhere, or to what another has taken.</summary>
    NoLonger,

    /// <summary>It is their own.</summary>
    Own,

    /// <summary>Nobody has taken it yet: they can.</summary>
    Open,
}

[JsonSerializable(typeof(SharedWith))]
internal sealed partial class SharingJson : JsonSerializerContext;
