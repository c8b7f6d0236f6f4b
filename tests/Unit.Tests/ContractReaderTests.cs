using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Overblik.Overview;
using Overblik.Platform;

namespace Overblik.Unit.Tests;

/// <summary>The reader against the general serializer: what one takes the other takes, and makes the same of it.</summary>
public sealed class ContractReaderTests
{
    // The serializer as the contract would have it: names as written, nothing required left out, no null where none belongs.
    private static readonly JsonSerializerOptions General = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = 16,
        Converters = { new Instant() },
    };

    private static readonly Text Words = new("Æbler & \"pærer\" 🍐", "Apples");
    private static readonly AuthorityRef Authority = new("99000011", Words);
    private static readonly DateTimeOffset At = new(2026, 11, 23, 9, 30, 0, TimeSpan.FromHours(1));
    private static readonly DateOnly Day = new(2026, 12, 2);
    private static readonly Amount Kroner = new(1234.5m, "DKK");

    private static readonly OverviewAnswer Everything = new(
        "v7",
        At,
        [.. Enum.GetValues<ItemKind>().Select(kind => new KindCount(kind, 3, 1, "mere"))],
        [
            Item(ItemKind.Case) with { Case = new CaseFacts(CaseStatus.Decided, [new TimelineEntry(CaseStatus.Created, At), new TimelineEntry(CaseStatus.Decided, At, Words)], "2026-1", Words) },
            Item(ItemKind.Benefit) with { Benefit = new Benefit(new Period(Day, Day), Frequency.Monthly, Kroner, true, new DatedAmount(Day, Kroner), [new DatedAmount(Day)]) },
            Item(ItemKind.Payment) with { Payment = new Payment(Day, Kroner, PaymentDirection.FromPerson, PaymentState.Stopped) },
            Item(ItemKind.Debt) with { Debt = new Debt(Kroner, DebtState.NotDue, Day) },
            Item(ItemKind.Appointment) with { Appointment = new Appointment(At, At, AppointmentForm.InPerson, "Her", Words, "https://example.dk", At.AddDays(-7)) },
            Item(ItemKind.Deadline) with { Deadline = new Deadline(Day, "12:00", Words, Words, Day.AddDays(-7)) },
            Item(ItemKind.Message) with { Message = new Message(At, false, Day) },
            Item(ItemKind.Registration) with { Registration = new Registration([new RegisteredField(Words, Words, true), new RegisteredField(Words, Words)]) },
            Item(ItemKind.Credential) with { Credential = new Credential(CredentialState.Revoked, "B-1", Day, Day) },
        ]);

    private static Item Item(ItemKind kind) => new("id-1", kind, new string('s', 43), Authority, "area", Words, true, At, new Controller(Authority, "https://example.dk/ret"))
    {
        Summary = Words,
        Code = new SubjectCode("KLE", "32.03.04"),
        CreatedAt = At,
        Parties = [new Party(PartyRole.Primary, true), new Party(PartyRole.Child, false, "Barn")],
        LegalBasis = new LegalBasis(Words, "https://example.dk/lov"),
        Contact = new Contact(Words, "+4570000000", "a@example.dk", "https://example.dk", "https://example.dk/post", Words),
        Link = new Link("https://example.dk/sag", Words),
        Expected = new Expected(Words, Day, "https://example.dk/gør", Words),
        DecisionBy = Day,
    };

    [Fact]
    public void It_reads_every_member_of_the_contract()
    {
        var json = JsonSerializer.Serialize(Everything, General);
        Assert.Equal(json, JsonSerializer.Serialize(Read(Encoding.UTF8.GetBytes(json)), General));
        var one = JsonSerializer.Serialize(new ItemAnswer(At, Everything.Items![0]), General);
        Assert.Equal(one, JsonSerializer.Serialize(ContractReader.Read(Encoding.UTF8.GetBytes(one), ContractReader.ItemAnswer), General));
    }

    [Fact]
    public void Whatever_becomes_of_an_answer_it_agrees_with_the_serializer()
    {
        var random = new Random(20261124);
        var (taken, refused) = (0, 0);
        for (var i = 0; i < 1500; i++)
        {
            var tree = JsonSerializer.SerializeToNode(Everything, General)!;
            for (var n = random.Next(2); n >= 0; n--) Change(tree, random);
            var bytes = Encoding.UTF8.GetBytes(tree.ToJsonString());
            if (i % 3 == 0) bytes[random.Next(bytes.Length)] = (byte)"{}[],:\"0 \\"[random.Next(10)];
            if (i % 10 == 0) bytes = bytes[..random.Next(bytes.Length)];

            var expected = Try(() => JsonSerializer.Deserialize<OverviewAnswer>(bytes, General)!);
            var actual = Try(() => Read(bytes));
            Assert.True(expected == actual, $"Round {i}: {Encoding.UTF8.GetString(bytes)}");
            if (actual is null) refused++;
            else taken++;
        }
        Assert.True(taken > 250 && refused > 500, $"{taken} taken, {refused} refused: the changes are too weak or too strong to show anything.");
    }

    [Theory]
    [InlineData("""{"status":"closed, rejected","timeline":[]}""")]
    [InlineData("""{"status":"Closed","timeline":[]}""")]
    [InlineData("""{"status":3,"timeline":[]}""")]
    [InlineData("""{"status":"closed","timeline":[null]}""")]
    [InlineData("""{"status":"closed","timeline":[],"number":"\ud800"}""")]
    public void It_refuses_what_the_serializer_would_let_pass_or_stumble_over(string facts)
    {
        var tree = JsonSerializer.SerializeToNode(Everything, General)!;
        var json = tree.ToJsonString().Replace(tree["items"]![0]!["case"]!.ToJsonString(), facts, StringComparison.Ordinal);
        Assert.Contains(facts, json, StringComparison.Ordinal);
        Assert.Throws<JsonException>(() => Read(Encoding.UTF8.GetBytes(json)));
    }

    [Fact]
    public void What_items_repeat_is_read_once_and_what_differs_is_not_mixed_up()
    {
        AuthorityRef[] authorities = [Authority, new("99000012", Words), Authority with { Id = "99000011" }, Authority, new("9900001", Words)];
        var items = authorities.Select(authority => Item(ItemKind.Deadline) with { Deadline = new Deadline(Day), Authority = authority, Controller = new Controller(authority) }).ToList();
        var read = Read(JsonSerializer.SerializeToUtf8Bytes(Everything with { Items = items }, General)).Items!;
        Assert.Equal(authorities, read.Select(item => item.Authority));
        Assert.Equal(authorities, read.Select(item => item.Controller.Authority));
        Assert.Same(read[2].Authority, read[3].Authority);
        Assert.Same(read[0].Contact, read[4].Contact);
        // Nothing is kept for the next answer.
        Assert.NotSame(read[4].Contact, Read(JsonSerializer.SerializeToUtf8Bytes(Everything with { Items = items }, General)).Items![0].Contact);
    }

    [Fact]
    public void What_is_missing_is_named_by_its_place()
    {
        var tree = JsonSerializer.SerializeToNode(Everything, General)!;
        tree["items"]![7]!["registration"]!["fields"]![1]!.AsObject().Remove("label");
        Assert.Equal("items[7].fields[1].label", Assert.Throws<JsonException>(() => Read(Encoding.UTF8.GetBytes(tree.ToJsonString()))).Path);
    }

    private static OverviewAnswer Read(byte[] json) => ContractReader.Read(json, ContractReader.Overview);

    // The contract's date-time has an offset (RFC 3339); the serializer takes one without it, or a date alone, as local time.
    private sealed class Instant : System.Text.Json.Serialization.JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var value) && reader.GetString()![10..].IndexOfAny(['Z', '+', '-']) >= 0 ? value : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }

    private static string? Try(Func<OverviewAnswer> read)
    {
        try { return JsonSerializer.Serialize(read(), General); }
        catch (JsonException) { return null; }
    }

    // One member is taken away, renamed, made null or given a value of some other form.
    private static void Change(JsonNode tree, Random random)
    {
        var objects = new List<JsonObject>();
        Gather(tree, objects);
        var at = objects[random.Next(objects.Count)];
        if (at.Count == 0) return;
        var name = at.ElementAt(random.Next(at.Count)).Key;
        JsonNode? other = random.Next(8) switch
        {
            0 => JsonValue.Create(random.Next(-3, 3)),
            1 => JsonValue.Create("2026-12-01"),
            2 => JsonValue.Create("2026-12-01T08:30:00Z"),
            3 => JsonValue.Create("closed"),
            4 => JsonValue.Create(random.Next(2) == 0),
            5 => new JsonObject { ["da"] = "a", ["en"] = "b", ["fr"] = new JsonArray(1, new JsonObject()) },
            6 => new JsonArray(),
            _ => JsonValue.Create(12345678901.5m),
        };
        // A null is an absent member here; the serializer refuses it where the absent one would be false.
        if (random.Next(4) == 0) at.Remove(name);
        else if (random.Next(4) == 0) at[name + "2"] = other;
        else at[name] = random.Next(5) == 0 && name is not ("unchanged" or "self" or "protected") ? null : other;
    }

    private static void Gather(JsonNode? node, List<JsonObject> objects)
    {
        if (node is JsonObject one)
        {
            objects.Add(one);
            foreach (var (_, value) in one) Gather(value, objects);
        }
        else if (node is JsonArray many)
        {
            foreach (var value in many) Gather(value, objects);
        }
    }
}
