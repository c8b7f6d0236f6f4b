using Overblik.Tlog;

namespace Overblik.Unit.Tests;

/// <summary>What a witness and a log keep of what they have signed.</summary>
public sealed class DurableFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("overblik-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void What_is_written_last_is_there_and_nothing_beside_it()
    {
        var path = Path.Combine(folder, "last");
        DurableFile.Write(path, "first"u8);
        // What a process left that died while it wrote.
        File.WriteAllText(DurableFile.Beside(path), "half of the sec");
        Assert.Equal("first", File.ReadAllText(path));
        DurableFile.Write(path, "second"u8);
        Assert.Equal(("second", path), (File.ReadAllText(path), Assert.Single(Directory.GetFiles(folder))));
    }

    [Fact]
    public void What_cannot_be_written_is_an_error_and_leaves_what_was_there()
    {
        var path = Path.Combine(folder, "last");
        DurableFile.Write(path, "first"u8);
        Directory.CreateDirectory(DurableFile.Beside(path));
        Assert.ThrowsAny<Exception>(() => DurableFile.Write(path, "second"u8));
        Assert.Equal("first", File.ReadAllText(path));
        Assert.ThrowsAny<IOException>(() => DurableFile.Write(Path.Combine(folder, "none", "last"), "first"u8));
    }
}
