using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Overblik.Platform.People;

internal sealed class Person
{
    public required PersonId Id { get; init; }

    /// <summary>The CPR number, encrypted by the key ring and bound to <see cref="Id"/>. Null for an employee, of whom the look-up row alone is kept.</summary>
    public byte[]? Cpr { get; set; }

    /// <summary>What else the person is found by, a line each, encrypted in the same way: earlier numbers, the broker's lasting id.</summary>
    public byte[]? Others { get; set; }

    /// <summary>Who this turned out to be: somebody met first by a new number. What stands under this key stays there, and is theirs.</summary>
    public PersonId? Became { get; set; }

    /// <summary>A sum of the versions of the keys that the row and its look-up rows were made with; lower than today's means: to be brought up to date.</summary>
    public required int KeyedWith { get; set; }

    public required DateTimeOffset KnownSince { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Person>
    {
        public void Configure(EntityTypeBuilder<Person> table)
        {
            table.ToTable("person", "platform");
            table.ByPerson(p => p.Id);
            table.Property(p => p.Cpr).HasMaxLength(100);
            table.Property(p => p.Others).HasMaxLength(1000);
            table.HasIndex(p => p.KeyedWith);
            table.HasIndex(p => p.Became);
        }
    }
}

/// <summary>A look-up row: the keyed hash of an identifier, and whose it is. Exempt from distribution by person, and so holds nothing else.</summary>
internal sealed class IdentifierHash
{
    public required byte[] Hash { get; init; }
    public required PersonId Person { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<IdentifierHash>
    {
        public void Configure(EntityTypeBuilder<IdentifierHash> table)
        {
            table.ToTable("identifier", "platform");
            table.ByOwnKey(i => i.Hash, "finds a person; as many rows as there are people");
            table.HasKey(i => i.Hash);
            table.Property(i => i.Hash).HasMaxLength(32);
            table.HasIndex(i => i.Person);
        }
    }
}
