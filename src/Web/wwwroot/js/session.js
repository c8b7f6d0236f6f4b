// Warns before the session ends and lets the person stay (WCAG 2.2.1). Without scripts the footer says when, and links to the same.
// Seconds left are counted, not times of day: the device's clock may be wrong. The server decides in any case.
(() => {
  const dialog = document.getElementById('session-warning');
  if (!dialog) return;
  const form = dialog.querySelector('form[data-session-stay]');
  const tabs = 'BroadcastChannel' in window ? new BroadcastChannel('overblik-session') : null;
  let timers = [];

  function plan(seconds) {
    timers.forEach(clearTimeout);
    timers = [
      setTimeout(() => { if (!dialog.open) dialog.showModal(); }, Math.max(0, seconds - Number(dialog.dataset.warnSeconds)) * 1000),
      setTimeout(() => location.replace('/logget-ud?grund=tid&retur=' + encodeURIComponent(location.pathname)), (Math.max(0, seconds) + 1) * 1000),
    ];
  }

  const each = (name, change) => document.querySelectorAll(`[data-session-${name}]`).forEach(change);

  function extended({ seconds, final, text }) {
    each('text', (place) => { place.textContent = text; });
    each('stay', (part) => { part.hidden = final; });
    each('final', (part) => { part.hidden = !final; });
    if (dialog.open) dialog.close();
    plan(seconds);
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    try {
      const answer = await fetch(form.action, { method: 'POST', body: new FormData(form), headers: { Accept: 'application/json' } });
      if (!answer.ok || answer.redirected) throw new Error();
      const end = await answer.json();
      extended(end);
      tabs?.postMessage(end);
    } catch {
      form.submit();
    }
  });

  // A page that was opened, or a session that was extended, in another tab keeps this one alive too.
  if (tabs) tabs.onmessage = (event) => extended(event.data);
  const seconds = Number(dialog.dataset.seconds);
  plan(seconds);
  tabs?.postMessage({ seconds, final: dialog.dataset.final === 'true', text: dialog.querySelector('[data-session-text]').textContent });
})();
