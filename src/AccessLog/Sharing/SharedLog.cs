using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Overblik.Platform.Keys;
using Overblik.Platform.Sharing;

namespace Overblik.AccessLog;

/// <summary>That a person lets one other see who looked at their data; its part is one authority, or none: all.</summary>
internal sealed class SharedLog : SharedRow, ISealedRow
{
    public static KeyPurpose Purpose => KeyPurpose.LogLine;

    internal sealed class Mapping : IEntityTypeConfiguration<SharedLog>
    {
        public void Configure(EntityTypeBuilder<SharedLog> table)
        {
            table.ToTable("shared_log", "access_log");
            Map(table);
        }
    }
}

/// <summary>The lists of look-ups that people let others see.</summary>
internal sealed class LogShares(ShareParts parts) : Shares<SharedLog>(parts, "access-log.share", SharedLogPage.Root, KeptTexts, each: false)
{
    private static readonly ShareTexts KeptTexts = new("access-log.kept.shared.one", "access-log.kept.shared.many", "access-log.kept.helps.one", "access-log.kept.helps.many");
}
