// The person's own browser checks their list, and says what it found. Without scripts the page says what the server has found.
import { bytes, check, fields } from './log-proof.js';

const place = document.querySelector('[data-log-check]');
if (window.crypto?.subtle) {
  const status = place.querySelector('[data-log-status]');
  const list = place.querySelector('.ov-findings');
  const proved = place.querySelector('[data-log-proved]');
  const { lang } = document.documentElement;
  const danish = (at, dateStyle) => at.toLocaleString(lang, { dateStyle, timeStyle: 'short', timeZone: 'Europe/Copenhagen' });

  // What was checked, from the very bytes: to be held against what the list says.
  function show(entries) {
    const told = entries.filter((entry) => entry.body).sort((a, b) => b.leaf - a.leaf).slice(0, 200);
    const rows = told.map((entry) => {
      const said = fields(bytes(entry.body));
      const words = (...tags) => tags.filter((tag) => said.has(tag)).map((tag) => new TextDecoder().decode(said.get(tag)).replaceAll(',', ', ')).join(', ');
      const at = new Date(Number(new DataView(said.get(5).buffer).getBigInt64(0)) / 1000);
      const row = document.createElement('tr');
      for (const value of [entry.leaf.toLocaleString(lang), danish(at, 'short'), words(12, 13, 14) || 'overblik', words(9, 8), words(16, 11)]) row.insertCell().textContent = value;
      return row;
    });
    proved.querySelector('tbody').replaceChildren(...rows);
    proved.hidden = rows.length === 0;
  }

  place.hidden = false;
  place.querySelector('button').addEventListener('click', async ({ target }) => {
    target.disabled = true;
    status.textContent = status.dataset.working;
    list.hidden = proved.hidden = true;
    try {
      const answer = await fetch(place.dataset.logCheck, { cache: 'no-store' });
      if (!answer.ok) throw new Error(String(answer.status));
      const proof = await answer.json();
      let found;
      // What cannot be read at all is as wrong as what does not fit.
      try { found = await check(proof); } catch { found = null; }
      for (const item of list.children) {
        const [holds, count, at] = found ? found[item.dataset.part] : [false, 0];
        item.dataset.holds = String(holds);
        item.textContent = item.dataset[String(holds)].replace('{0:N0}', count.toLocaleString(lang)).replace('{1}', at ? danish(at, 'long') : '–');
        item.hidden = item.textContent === '';
      }
      const wrong = !found || Object.values(found).some(([holds]) => holds === false);
      // The newest are always some that no checkpoint has yet.
      const whole = found && Object.entries(found).every(([part, [holds]]) => holds === true || part === 'newer');
      status.textContent = status.dataset[wrong ? 'wrong' : whole ? 'done' : 'partly'];
      list.hidden = false;
      show(wrong ? [] : proof.chains.flatMap((chain) => chain.entries));
    } catch {
      status.textContent = status.dataset.failed;
    }
    target.disabled = false;
    // A button that is disabled loses the focus.
    if (document.activeElement === document.body) target.focus();
  });
}
