using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Overblik.Overview;

/// <summary>A list of the overview, at an address of its own: all items of some kinds.</summary>
/// <param name="Name">The end of its texts' keys.</param>
/// <param name="Path">Its address.</param>
/// <param name="Order">How its items follow each other until the person chooses.</param>
internal sealed record Section(string Name, string Path, IReadOnlyList<ItemKind> Kinds, ListOrder Order = ListOrder.Newest)
{
    public static readonly IReadOnlyList<Section> All =
    [
        new("cases", "/sager", [ItemKind.Case]),
        new("benefits", "/ydelser", [ItemKind.Benefit, ItemKind.Payment], ListOrder.Date),
        new("debt", "/gaeld", [ItemKind.Debt]),
        new("dates", "/aftaler", [ItemKind.Deadline, ItemKind.Appointment], ListOrder.Date),
        new("messages", "/beskeder", [ItemKind.Message]),
        new("credentials", "/beviser", [ItemKind.Credential]),
        new("information", "/mine-oplysninger", [ItemKind.Registration]),
    ];

    public static Section Of(ItemKind kind) => All.First(section => section.Kinds.Contains(kind));
}

/// <summary>A part of an address that names a list.</summary>
internal sealed class SectionConstraint : IRouteConstraint
{
    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        values.TryGetValue(routeKey, out var value) && Find(value) is not null;

    public static Section? Find(object? value) => Section.All.FirstOrDefault(section => section.Path.AsSpan(1).SequenceEqual(value as string));
}
