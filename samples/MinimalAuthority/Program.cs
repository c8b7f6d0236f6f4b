using Overblik.Source;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSource<LibraryLoans>();
var app = builder.Build();
app.MapSource();
app.Run();

/// <summary>A public library that shows each borrower the books to be returned.</summary>
internal sealed class LibraryLoans(TimeProvider time) : ISource
{
    private static readonly Authority Library = new("99777702", new("Byens Bibliotek", "The City Library"));

    // The library's own records. The numbers are not CPR numbers (day + 60).
    private readonly Loan[] _loans =
    [
        new("loan-1", "7403929212", "Pelle Erobreren", time.GetUtcNow().AddDays(-20)),
        new("loan-2", "7403929212", "Den lille havfrue", time.GetUtcNow().AddDays(-12)),
        new("loan-3", "6208981345", "Niels Lyhne", time.GetUtcNow().AddDays(-3)),
    ];

    public SourceInfo Info => new()
    {
        Id = "city-library",
        Authority = Library,
        Areas = [new("loans", new("Lån", "Loans"), [Kind.Deadline])],
        Contact = new("it@library.example"),
    };

    public ValueTask<IReadOnlyCollection<Item>> Find(Question question, CancellationToken cancel) =>
        ValueTask.FromResult<IReadOnlyCollection<Item>>([.. _loans.Where(it => it.Borrower == question.Person.Value).Select(ItemOf)]);

    private Item ItemOf(Loan loan)
    {
        var due = DateOnly.FromDateTime(loan.LentAt.Date.AddDays(30));
        return new()
        {
            Id = loan.Id,
            Kind = Kind.Deadline,
            Holder = Identifier.Cpr(loan.Borrower),
            Authority = Library,
            Area = "loans",
            Title = new($"Aflever “{loan.Title}”", $"Return “{loan.Title}”"),
            Open = true,
            UpdatedAt = loan.LentAt,
            Controller = new(Library),
            Deadline = new(due),
            Expected = new(new("Aflever bogen på biblioteket", "Return the book to the library"), due),
        };
    }

    private sealed record Loan(string Id, string Borrower, string Title, DateTimeOffset LentAt);
}
