using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Overblik.Platform;

/// <summary>Where the rows of a table lie once PostgreSQL is spread over several servers with Citus. Each table's mapping says it; <c>db distribute</c> applies it.</summary>
public sealed record Placement(Spread Spread, string? Column, string Why)
{
    private const string Annotation = "Overblik:Placement";

    /// <summary>Null where the mapping does not say.</summary>
    public static Placement? Of(IReadOnlyEntityType table) =>
        (table.FindAnnotation(Annotation)?.Value as string)?.Split('|', 3) is [var spread, var property, var why]
            ? new Placement(Enum.Parse<Spread>(spread), property.Length == 0 ? null : table.FindProperty(property)!.GetColumnName(), why)
            : null;

    // As text, as the snapshot of a migration keeps it.
    internal static void Set(EntityTypeBuilder table, Spread spread, string property, string why) => table.HasAnnotation(Annotation, $"{spread}|{property}|{why}");
}

public enum Spread
{
    /// <summary>On the server of the person, beside all other rows of that person.</summary>
    ByPerson,

    /// <summary>By a key of its own: what finds a person cannot lie where the person does.</summary>
    ByOwnKey,

    /// <summary>All of it on every server: small, read much, seldom written.</summary>
    Reference,

    /// <summary>On the coordinator alone.</summary>
    Local,
}

public static class PlacementMapping
{
    public static void ByPerson<T>(this EntityTypeBuilder<T> table, Expression<Func<T, PersonId>> person)
        where T : class => Placement.Set(table, Spread.ByPerson, Name(person), "a person's data");

    public static void ByOwnKey<T, TKey>(this EntityTypeBuilder<T> table, Expression<Func<T, TKey>> key, string why)
        where T : class => Placement.Set(table, Spread.ByOwnKey, Name(key), why);

    public static void Reference<T>(this EntityTypeBuilder<T> table, string why)
        where T : class => Placement.Set(table, Spread.Reference, "", why);

    public static void Local<T>(this EntityTypeBuilder<T> table, string why)
        where T : class => Placement.Set(table, Spread.Local, "", why);

    private static string Name(LambdaExpression of) => ((MemberExpression)of.Body).Member.Name;
}
