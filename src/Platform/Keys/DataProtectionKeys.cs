using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Overblik.Platform.Keys;

/// <summary>The keys of cookies and forms: in the database, so that all nodes share them; encrypted by the key ring, so that the database alone opens nothing.</summary>
internal sealed class DataProtectionKey
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required string Xml { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<DataProtectionKey>
    {
        public void Configure(EntityTypeBuilder<DataProtectionKey> table)
        {
            table.ToTable("data_protection_key", "platform");
            table.Local("a few keys, read when a node starts");
            table.Property(k => k.Xml).HasMaxLength(8000);
        }
    }
}

internal sealed class DataProtectionKeys(IDbContextFactory<PlatformDb> databases) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var db = databases.CreateDbContext();
        return [.. db.Set<DataProtectionKey>().AsNoTracking().Select(k => k.Xml).ToList().Select(XElement.Parse)];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var db = databases.CreateDbContext();
        db.Add(new DataProtectionKey { Id = Guid.CreateVersion7(), Name = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) });
        db.SaveChanges();
    }

    internal sealed class Options(IDbContextFactory<PlatformDb> databases, KeyRing ring) : IConfigureOptions<KeyManagementOptions>
    {
        public void Configure(KeyManagementOptions options)
        {
            options.XmlRepository = new DataProtectionKeys(databases);
            options.XmlEncryptor = new RingEncryptor(ring);
        }
    }
}

internal sealed class RingEncryptor(KeyRing ring) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var bytes = ring.Encrypt(KeyPurpose.DataProtection, System.Text.Encoding.UTF8.GetBytes(plaintextElement.ToString()), []);
        return new EncryptedXmlInfo(new XElement("ring", Convert.ToBase64String(bytes)), typeof(RingDecryptor));
    }
}

/// <summary>Made by the framework from the type's name in the stored XML; hence the constructor.</summary>
internal sealed class RingDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) =>
        XElement.Parse(System.Text.Encoding.UTF8.GetString(
            services.GetRequiredService<KeyRing>().Decrypt(KeyPurpose.DataProtection, Convert.FromBase64String(encryptedElement.Value), [])));
}
