using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Overblik.Platform;

/// <summary>One capability. The host lists its modules in one explicit array; an adopter deletes a line.</summary>
public interface IModule
{
    /// <summary>The schema of the capability's tables and the first part of its problem codes and text keys.</summary>
    string Name { get; }

    void AddServices(IHostApplicationBuilder app);

    void MapEndpoints(IEndpointRouteBuilder routes) { }

    /// <summary>What must be right before the first request, once the tables are there. A <see cref="StartupException"/> says what is not.</summary>
    Task Prepare(IServiceProvider services, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Does an operator's verb; false where the words are none of this capability's.</summary>
    Task<bool> RunVerb(IReadOnlyList<string> words, IServiceProvider services, CancellationToken cancellation) => Task.FromResult(false);

    void BuildModel(ModelBuilder model) => model.ApplyConfigurationsFromAssembly(GetType().Assembly);
}
