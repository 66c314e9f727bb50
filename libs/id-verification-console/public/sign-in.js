import { call, key } from './api.js';
import { busy, element } from './dom.js';

const form = element('sign-in');

/**
 * Shows the content when there is a key, and prompts for one when there is none or it is refused.
 *
 * @param address what a key must open
 */
export function signIn(address, onReady) {
  let isReady = false;
  const enter = () => {
    form.hidden = true;
    element('content').hidden = false;
    element('change-key').hidden = false;
    if (!isReady) onReady();
    isReady = true;
  };
  const ask = () => {
    form.hidden = false;
    element('content').hidden = true;
    element('change-key').hidden = true;
    form.elements.apiKey.select();
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    key.set(form.elements.apiKey.value);
    void busy(form.querySelector('button'), async () => {
      await call('GET', address);
      enter();
    });
  });
  element('change-key').addEventListener('click', ask);
  document.addEventListener('key-refused', () => {
    key.forget();
    ask();
  });
  // The sandbox fills its own in.
  if (key.get() === null && form.elements.apiKey.value !== '') key.set(form.elements.apiKey.value);
  if (key.get() === null) ask();
  else enter();
}
