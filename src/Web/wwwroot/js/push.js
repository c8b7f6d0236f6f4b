// Subscribes this browser to what the portal pushes: the form gets the subscription and is sent as any other. Without scripts, or where the browser cannot, its button stays hidden.
(() => {
  'use strict';
  const form = document.querySelector('form[data-push-key]');
  if (!form) return;
  const button = form.querySelector('[type=submit]');
  const error = document.querySelector('[data-push-error]');

  function tell(text) {
    error.textContent = text;
    error.hidden = false;
    button.disabled = false;
  }

  // A browser has one subscription. One with an older key of the portal's stands in the way of the new.
  async function subscribe({ pushManager }) {
    const wish = { userVisibleOnly: true, applicationServerKey: form.dataset.pushKey };
    try {
      return await pushManager.subscribe(wish);
    } catch (reason) {
      if (reason.name !== 'InvalidStateError') throw reason;
      await (await pushManager.getSubscription()).unsubscribe();
      return pushManager.subscribe(wish);
    }
  }

  if (!('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window)) {
    tell(error.dataset.failed);
    return;
  }
  button.hidden = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    button.disabled = true;
    error.hidden = true;
    try {
      // First, and at once: a browser asks only right after a press.
      if (await Notification.requestPermission() !== 'granted') {
        tell(error.dataset.denied);
        return;
      }
      await navigator.serviceWorker.register('/paamindelser-worker.js');
      form.elements.Subscription.value = JSON.stringify(await subscribe(await navigator.serviceWorker.ready));
      form.submit();
    } catch {
      tell(error.dataset.failed);
    }
  });
})();
