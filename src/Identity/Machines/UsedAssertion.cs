using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Overblik.Platform;

namespace Overblik.Identity;

/// <summary>The hash of a client's name and of the <c>jti</c> of an assertion that it has used, kept for as long as the assertion would be good.</summary>
internal sealed class UsedAssertion
{
    public required byte[] Hash { get; init; }
    public required DateTimeOffset Until { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<UsedAssertion>
    {
        public void Configure(EntityTypeBuilder<UsedAssertion> table)
        {
            table.ToTable("used_assertion", "identity");
            table.ByOwnKey(used => used.Hash, "nothing of a person; asked for by its key alone");
            table.HasKey(used => used.Hash);
            table.Property(used => used.Hash).HasMaxLength(32);
            table.HasIndex(used => used.Until);
        }
    }
}

/// <summary>Each assertion is good for one token, on whichever node.</summary>
internal sealed class UsedAssertions(IDbContextFactory<PlatformDb> databases, TimeProvider time)
{
    /// <summary>False where it has been used before.</summary>
    public async Task<bool> Use(string client, string jti, DateTimeOffset until, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var used = new UsedAssertion { Hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{client}\n{jti}")), Until = until };
        return (await db.AddMissing([used], cancellation)).Count == 1;
    }

    public async Task Sweep(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.Set<UsedAssertion>().Where(used => used.Until < now).ExecuteDeleteAsync(cancellation);
    }
}
