// Warns before the session ends and lets the person stay (WCAG 2.2.1). Without scripts the footer says when, and links to the same.
(() => {
  const dialog = document.getElementById('session-warning');
  if (!dialog) return;
  const form = dialog.querySelector('form');
  let timers = [];

  function plan(ends) {
    timers.forEach(clearTimeout);
    const left = ends - Date.now();
    const warn = left - Number(dialog.dataset.warnSeconds) * 1000;
    timers = [
      setTimeout(() => { if (!dialog.open) dialog.showModal(); }, Math.max(0, warn)),
      setTimeout(() => location.replace('/logget-ud?grund=tid&retur=' + encodeURIComponent(location.pathname)), Math.max(0, left) + 1000),
    ];
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    try {
      const answer = await fetch(form.action, { method: 'POST', body: new FormData(form), headers: { Accept: 'application/json' } });
      if (!answer.ok || answer.redirected) throw new Error();
      plan(Date.parse((await answer.json()).ends));
      dialog.close();
    } catch {
      form.submit();
    }
  });

  plan(Date.parse(dialog.dataset.ends));
})();
