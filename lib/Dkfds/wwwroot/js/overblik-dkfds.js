// Everything works without this file. It adds: the mobile menu closes with Escape and with a click beside it,
// and the error summary gets the focus when the page has one.
(() => {
  'use strict';
  const menu = document.querySelector('details[data-ov-menu]');
  if (menu) {
    const close = focus => {
      if (!menu.open) return;
      menu.open = false;
      if (focus) menu.querySelector('summary').focus();
    };
    document.addEventListener('keydown', event => { if (event.key === 'Escape') close(menu.contains(document.activeElement)); });
    document.addEventListener('click', event => { if (!menu.contains(event.target)) close(false); });
    menu.addEventListener('focusout', event => { if (event.relatedTarget && !menu.contains(event.relatedTarget)) close(false); });
  }
  const summary = document.querySelector('[data-module="error-summary"]');
  if (summary) summary.focus();
})();
