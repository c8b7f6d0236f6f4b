// Shows what the portal pushes and opens what it is about. It keeps nothing, and no request of a page goes through it.
'use strict';

self.addEventListener('push', (event) => {
  let note = {};
  try { note = event.data.json(); } catch { /* Something must be shown for each push. */ }
  const { title = 'Overblik', body, url, tag, lang } = note;
  event.waitUntil(self.registration.showNotification(title, { body, tag, lang, renotify: Boolean(tag), data: url }));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(show(event.notification.data));
});

// A window that shows something else stays as it is: there may be a form half filled in.
async function show(url) {
  const asked = new URL(url ?? '/', self.location.origin);
  const target = asked.origin === self.location.origin ? asked.href : self.location.origin + '/';
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const open = windows.find((window) => window.url === target);
  return open ? open.focus() : self.clients.openWindow(target);
}
