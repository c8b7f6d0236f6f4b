using CsCheck;
using Overblik.Platform;

namespace Overblik.Unit.Tests;

public sealed class CprNumberTests
{
    private static readonly Gen<string> Digits = Gen.Int[0, 9].Array[10].Select(digits => string.Concat(digits));

    private static readonly Gen<string> Born =
        from date in Gen.Int[new DateOnly(1900, 1, 1).DayNumber, new DateOnly(2036, 12, 31).DayNumber].Select(DateOnly.FromDayNumber)
        from serial in Gen.Int[0, 999]
        from replaced in Gen.Bool
        let seventh = date.Year < 1937 ? "0123" : date.Year < 2000 ? "012349" : "456789"
        from pick in Gen.Int[0, 99]
        select $"{date.Day + (replaced ? 60 : 0):00}{date.Month:00}{date.Year % 100:00}{seventh[pick % seventh.Length]}{serial:000}";

    [Fact]
    public void A_number_of_any_birth_date_is_one_and_stays_the_same() => Born.Sample(digits => Assert.Equal(digits, CprNumber.Parse(digits).Digits));

    [Theory]
    [InlineData("6101361234", 1936)]
    [InlineData("6101364234", 2036)]
    [InlineData("6101374234", 1937)]
    [InlineData("6101575234", 2057)]
    [InlineData("6101585234", 1858)]
    [InlineData("6101999234", 1999)]
    public void The_seventh_digit_says_the_century(string digits, int year) => Assert.Equal(new(year, 1, 1), CprNumber.Parse(digits).Birth);

    [Fact]
    public void Printed_it_never_shows_more_than_day_and_month() =>
        Born.Sample(digits =>
        {
            var printed = CprNumber.Parse(digits).ToString();
            Assert.DoesNotContain(digits[4..], printed, StringComparison.Ordinal);
            Assert.StartsWith(digits[..4], printed, StringComparison.Ordinal);
        });

    [Fact]
    public void Whatever_ten_digits_either_are_a_number_or_are_refused() =>
        Digits.Sample(digits => Assert.Equal(CprNumber.TryParse(digits, out var number) ? digits : null, number?.Digits));

    [Theory]
    [InlineData("070761-4285", true)] // as people write it
    [InlineData("070761 4285", true)]
    [InlineData("0101011118", true)] // fails modulus 11, as numbers may since 2007
    [InlineData("6101901234", true)]
    [InlineData("3102901234", false)]
    [InlineData("9201901234", false)]
    [InlineData("0113901234", false)]
    [InlineData("2902011234", false)] // 1901 was no leap year
    [InlineData("2902001234", false)] // nor was 1900, but 2000 was
    [InlineData("2902004234", true)]
    [InlineData("010101111", false)]
    [InlineData("01010111189", false)]
    [InlineData("0101-011118", false)]
    [InlineData("٠١٠١٠١١١١٨", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Forms(string? text, bool good) => Assert.Equal(good, CprNumber.TryParse(text, out _));
}
