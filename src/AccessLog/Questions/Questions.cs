using Microsoft.EntityFrameworkCore;
using Overblik.Deadlines;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Platform.Outbox;
using Overblik.Platform.Ports;

namespace Overblik.AccessLog;

/// <summary>
/// What people ask authorities about look-ups, and what they are answered. Both are entries of the person's own chain, so that neither side can change them. An authority answers within a month (GDPR art. 12(3)).
/// </summary>
internal sealed class Questions(IDbContextFactory<PlatformDb> databases, Sequencer sequencer, LogReader reader, IPeople people, ILogSources sources, Outbox outbox, IBusinessClock clock, TimeProvider time)
{
    public const int Longest = 2000;

    /// <summary>So many of one person may wait for their answer.</summary>
    public const int MostOpen = 20;

    public const string Rule = "data-subject-answer", ExtendedRule = "data-subject-answer-extended";

    // So many days before the last one, whoever has not answered is told again.
    private const int ToldAgain = 7;

    /// <summary>The look-up of an authority that the person can ask about; null where there is none at this place.</summary>
    public async Task<OpenLine?> LookUp(PersonId person, long leaf, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await reader.At(db, await people.KeysOf(person, cancellation), leaf, cancellation) is { IsChanged: false } line && CanAsk(line.Body) ? line : null;
    }

    /// <summary>Whether an authority has told of it, and somebody there answers.</summary>
    public bool CanAsk(LineBody body) => body.IsTold && sources.All.Any(source => source.Id == body.Authority && source.DataProtectionCvr.Length > 0);

    /// <summary>The last day for an answer to what is asked today.</summary>
    public DateOnly Due() => Last(Rule, clock.Today);

    /// <summary>The last day where the answer is postponed; null where it cannot be: it has been already, or its time has passed.</summary>
    public DateOnly? Extended(Question question) => question is { Answer: null, Extension: null } && question.Due >= clock.Today ? Last(ExtendedRule, AskedOn(question)) : null;

    /// <summary>Asks. What has been asked and not been answered is not asked again: its place is returned.</summary>
    public async Task<Result<long>> Ask(Actor actor, OpenLine about, string text, CancellationToken cancellation)
    {
        var (now, person, place) = (time.GetUtcNow(), actor.OnBehalfOf, -1L);
        var line = new LineBody
        {
            Id = Guid.CreateVersion7(now), Person = person.Value, At = now, Reader = actor.Person.Value, Session = actor.Session, Act = Question.Asked, Authority = about.Body.Authority, Of = about.Row.Index, Text = text,
        };
        var stored = await sequencer.Append(new Appending([new NewLine(line, LeafKind.Question)], Also: Keep), cancellation);
        return stored || place >= 0 ? place : new Problem("access-log.ask-too-many", 409);

        // The head of the log is locked: nobody asks at the same time.
        async Task<bool> Keep(PlatformDb db, long first, CancellationToken stop)
        {
            var open = await db.Set<Question>().AsNoTracking().Where(q => q.Person == person && q.Answer == null).ToListAsync(stop);
            if (open.Find(q => q.About == about.Row.Index) is { } same) place = same.Leaf;
            if (place >= 0 || open.Count >= MostOpen) return false;
            place = first;
            var due = Due();
            db.Add(new Question { Person = person, Leaf = first, About = about.Row.Index, Source = about.Body.Authority, At = now, Due = due });
            var told = new QuestionMail.Body(person.Value, first);
            outbox.Add(db, QuestionMail.Name, told);
            outbox.Add(db, QuestionMail.Name, told, Before(due));
            return true;
        }
    }

    /// <summary>All that the person has asked, the newest first.</summary>
    public async Task<IReadOnlyList<AskedQuestion>> Of(PersonId person, CancellationToken cancellation)
    {
        var keys = await people.KeysOf(person, cancellation);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var asked = new List<AskedQuestion>();
        foreach (var row in await db.Set<Question>().AsNoTracking().Where(q => keys.Contains(q.Person)).OrderByDescending(q => q.Leaf).ToListAsync(cancellation)) asked.Add(await Open(db, row, keys, cancellation));
        return asked;
    }

    /// <summary>The same without words, the oldest first.</summary>
    public async Task<IReadOnlyList<Question>> RowsOf(PersonId person, CancellationToken cancellation)
    {
        var keys = await people.KeysOf(person, cancellation);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.Set<Question>().AsNoTracking().Where(q => keys.Contains(q.Person)).OrderBy(q => q.Leaf).ToListAsync(cancellation);
    }

    /// <summary>What an authority's employee is asked, by its last day: ids and dates alone. First what is open.</summary>
    public async Task<IReadOnlyList<Question>> For(StaffMember staff, CancellationToken cancellation)
    {
        const int most = 200;
        var theirs = SourcesOf(staff);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.Set<Question>().AsNoTracking().Where(q => theirs.Contains(q.Source)).OrderBy(q => q.Answer != null).ThenBy(q => q.Due).ThenBy(q => q.Leaf).Take(most).ToListAsync(cancellation);
    }

    /// <summary>Which question it is; null where it is none of the authority's.</summary>
    public async Task<Question?> Find(StaffMember staff, long leaf, CancellationToken cancellation)
    {
        var theirs = SourcesOf(staff);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.Set<Question>().AsNoTracking().FirstOrDefaultAsync(q => q.Leaf == leaf && theirs.Contains(q.Source), cancellation);
    }

    /// <summary>With its words: the reading is to be in the log before.</summary>
    public async Task<AskedQuestion> Open(Question row, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await Open(db, row, await people.KeysOf(row.Person, cancellation), cancellation);
    }

    /// <summary>Answers; false where somebody already has.</summary>
    public Task<bool> Answer(StaffMember staff, Question question, string text, CancellationToken cancellation)
    {
        return Write(staff, question, Question.Answered, text, Keep, cancellation);

        async Task<bool> Keep(PlatformDb db, long first, DateTimeOffset now, CancellationToken stop)
        {
            if (await db.Set<Question>().Where(q => q.Person == question.Person && q.Leaf == question.Leaf && q.Answer == null).ExecuteUpdateAsync(set => set.SetProperty(q => q.Answer, first).SetProperty(q => q.AnsweredAt, now), stop) == 0) return false;
            outbox.Add(db, NoticeMail.Name, new NoticeMail.Body(question.Person.Value, NoticeAbout.Answer), NoticeMail.NotAtNight(clock));
            return true;
        }
    }

    /// <summary>Postpones the answer once, within the first month and with the reason (GDPR art. 12(3), second sentence). False where it cannot be.</summary>
    public async Task<bool> Postpone(StaffMember staff, Question question, string reason, CancellationToken cancellation)
    {
        return Extended(question) is { } due && await Write(staff, question, Question.Postponed, reason, Keep, cancellation);

        async Task<bool> Keep(PlatformDb db, long first, DateTimeOffset now, CancellationToken stop)
        {
            if (await db.Set<Question>().Where(q => q.Person == question.Person && q.Leaf == question.Leaf && q.Answer == null && q.Extension == null).ExecuteUpdateAsync(set => set.SetProperty(q => q.Extension, first).SetProperty(q => q.Due, due), stop) == 0) return false;
            outbox.Add(db, NoticeMail.Name, new NoticeMail.Body(question.Person.Value, NoticeAbout.Postponed), NoticeMail.NotAtNight(clock));
            outbox.Add(db, QuestionMail.Name, new QuestionMail.Body(question.Person.Value, question.Leaf), Before(due));
            return true;
        }
    }

    // What an employee says about a question: an entry of the person's chain, in one transaction with what follows from it.
    private Task<bool> Write(StaffMember staff, Question question, string act, string text, Func<PlatformDb, long, DateTimeOffset, CancellationToken, Task<bool>> keep, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var line = new LineBody { Id = Guid.CreateVersion7(now), Person = question.Person.Value, At = now, Reader = staff.Person.Value, Session = staff.Session, Act = act, Authority = question.Source, Of = question.Leaf, Text = text };
        return sequencer.Append(new Appending([new NewLine(line, LeafKind.Question)], Also: (db, first, stop) => keep(db, first, now, stop)), cancellation);
    }

    private static DateOnly Last(string rule, DateOnly from) => (RuleBook.Danish.Find(rule, from) ?? throw new InvalidOperationException($"No rule {rule} holds on {from:yyyy-MM-dd}.")).Formula.From(from, DayCalendar.Danish).Date;

    // As the business clock shows it, which the first deadline went by.
    private DateOnly AskedOn(Question question) => BusinessClock.DateOf(question.At).AddDays(clock.Today.DayNumber - BusinessClock.DateOf(time.GetUtcNow()).DayNumber);

    private DateTimeOffset Before(DateOnly due) => clock.Real(DanishTime.Instant(due.AddDays(-ToldAgain), new TimeOnly(8, 0)));

    private List<string> SourcesOf(StaffMember staff) => [.. sources.All.Where(source => source.DataProtectionCvr == staff.Cvr.Digits).Select(source => source.Id)];

    private async Task<AskedQuestion> Open(PlatformDb db, Question row, IReadOnlyList<PersonId> keys, CancellationToken cancellation)
    {
        return new(row, await reader.At(db, keys, row.About, cancellation), await Text(row.Leaf), await Text(row.Answer), await Text(row.Extension));

        async Task<string?> Text(long? leaf) => leaf is { } place ? (await reader.At(db, [row.Person], place, cancellation))?.Body.Text : null;
    }
}
