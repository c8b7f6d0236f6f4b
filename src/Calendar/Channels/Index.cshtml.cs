using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.Platform;

namespace Overblik.Calendar;

/// <summary>Where a person can be reached.</summary>
[Authorize(Access.Citizen)]
internal sealed class AddressPage(Contacts contacts, Reminders reminders, IEnumerable<Vapid> vapid, ChannelOptions channels, Texts texts) : PageModel
{
    public const string Path = "/kalender/paamindelser/adresser";

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Phone { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    /// <summary>What a browser gave.</summary>
    [BindProperty]
    public string? Subscription { get; set; }

    /// <summary>Of the key that it was told.</summary>
    [BindProperty]
    public int KeyVersion { get; set; }

    /// <summary>The address that a code or a removal is about.</summary>
    [BindProperty]
    public Guid Id { get; set; }

    /// <summary>What a browser must be told to take our messages only; null where there are no push messages.</summary>
    public (int Version, string Key)? PushKey => vapid.FirstOrDefault()?.PublicKey();

    public Channels Offered => contacts.Offered;
    public IReadOnlyList<ContactInfo> Contacts { get; private set; } = [];

    /// <summary>Reminders have been chosen: otherwise the page leads there.</summary>
    public bool Reminded { get; private set; }

    private PersonId Person => Actor.Of(HttpContext).OnBehalfOf;

    public Task OnGetAsync(CancellationToken cancellation) => Load(cancellation);

    public Task<IActionResult> OnPostEmailAsync(CancellationToken cancellation) => Add(Channels.Email, AddressRules.Email(Email), nameof(Email), "calendar.contact.email-wrong", cancellation);

    public Task<IActionResult> OnPostPhoneAsync(CancellationToken cancellation) => Add(Channels.Sms, AddressRules.Phone(Phone), nameof(Phone), "calendar.contact.phone-wrong", cancellation);

    public async Task<IActionResult> OnPostCodeAsync(CancellationToken cancellation)
    {
        var before = await contacts.Reached(Person, cancellation);
        if (!(await contacts.Verify(Person, Id, Code, cancellation)).Failed(out var problem, out _))
        {
            // A channel that is new is used from now on, for what the person is reminded of.
            var added = await contacts.Reached(Person, cancellation) & ~before;
            await Use(added, cancellation);
            return LocalRedirect(await reminders.Find(Person, cancellation) is null ? Path : ReminderPage.Path);
        }
        ModelState.AddModelError(problem.Field is null ? "" : nameof(Code), texts[problem.Code + ".detail"]);
        await Load(cancellation);
        return Page();
    }

    public async Task<IActionResult> OnPostDeviceAsync(CancellationToken cancellation)
    {
        if (channels.Push is not { } push) return NotFound();
        if (PushSubscription.Read(Subscription ?? "", push.Hosts) is not { } device)
        {
            ModelState.AddModelError("", texts["calendar.contact.device-wrong"]);
            await Load(cancellation);
            return Page();
        }
        var before = await contacts.Reached(Person, cancellation);
        await contacts.AddDevice(Person, device, KeyVersion, cancellation);
        await Use(await contacts.Reached(Person, cancellation) & ~before, cancellation);
        return LocalRedirect(Path);
    }

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken cancellation)
    {
        await contacts.Remove(Person, Id, cancellation);
        return LocalRedirect(Path);
    }

    private async Task<IActionResult> Add(Channels channel, string? to, string field, string wrong, CancellationToken cancellation)
    {
        if (!Offered.HasFlag(channel)) return NotFound();
        if (to is null) ModelState.AddModelError(field, texts[wrong]);
        else if ((await contacts.Add(Person, channel, to, cancellation)).Failed(out var problem, out _)) ModelState.AddModelError(field, texts.Of(problem.Code + ".detail", Overblik.Calendar.Contacts.CodesPerHour));
        else return LocalRedirect(Path + "#kode");
        await Load(cancellation);
        return Page();
    }

    private async Task Use(Channels added, CancellationToken cancellation)
    {
        if (added == Channels.None || await reminders.Find(Person, cancellation) is null) return;
        await reminders.Choose(Person, row =>
        {
            var rules = ReminderRules.Parse(row.Rules);
            foreach (var kind in Enum.GetValues<Platform.Ports.CalendarKind>()) rules = rules.With(kind, rules[kind] with { Channels = rules[kind].Channels | added });
            row.Rules = rules.ToString();
        }, cancellation);
    }

    private async Task Load(CancellationToken cancellation)
    {
        Contacts = await contacts.Of(Person, cancellation);
        Reminded = await reminders.Find(Person, cancellation) is not null;
    }
}
