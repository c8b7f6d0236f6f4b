using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace Overblik.Web.Data;

/// <summary>How the rows of an entity are written by COPY: compiled once, so that no value is boxed and no type is looked up for each row.</summary>
internal static class CopyColumns
{
    private static readonly ConditionalWeakTable<ITypeBase, object> Made = [];

    public static IReadOnlyList<CopyColumn<T>> Of<T>(IReadOnlyList<IProperty> properties) =>
        (IReadOnlyList<CopyColumn<T>>)Made.GetValue(properties[0].DeclaringType, _ => properties.Select(Column<T>).ToArray());

    private static CopyColumn<T> Column<T>(IProperty property)
    {
        var mapping = property.GetRelationalTypeMapping();
        var row = Expression.Parameter(typeof(T));
        Expression value = Expression.Property(row, property.PropertyInfo!);
        var isNullable = Nullable.GetUnderlyingType(value.Type) is not null;
        var held = isNullable ? Expression.Property(value, "Value") : value;
        var stored = mapping.Converter is { } converter ? Expression.Invoke(converter.ConvertToProviderExpression, held) : held;
        var type = stored.Type;
        Expression isNull = isNullable ? Expression.Not(Expression.Property(value, "HasValue")) : value.Type.IsValueType ? Expression.Constant(false) : Expression.ReferenceEqual(value, Expression.Constant(null));
        return (CopyColumn<T>)Activator.CreateInstance(typeof(CopyColumn<,>).MakeGenericType(typeof(T), type),
            Expression.Lambda<Func<T, bool>>(isNull, row).Compile(), Expression.Lambda(typeof(Func<,>).MakeGenericType(typeof(T), type), stored, row).Compile(), mapping.StoreTypeNameBase)!;
    }
}

/// <summary>One column of a row.</summary>
internal abstract class CopyColumn<T>
{
    public abstract Task Write(NpgsqlBinaryImporter copy, T row, CancellationToken cancellation);
}

/// <inheritdoc/>
internal sealed class CopyColumn<T, TValue>(Func<T, bool> isNull, Func<T, TValue> value, string type) : CopyColumn<T>
{
    public override Task Write(NpgsqlBinaryImporter copy, T row, CancellationToken cancellation) =>
        isNull(row) ? copy.WriteNullAsync(cancellation) : copy.WriteAsync(value(row), type, cancellation);
}
