import { call, key } from './api.js';
import { element, input, onSubmit } from './dom.js';

const form = element('sign-in', HTMLFormElement);
const field = input('api-key');

/**
 * Shows the content when there is a key, and prompts for one when there is none or it is refused.
 *
 * @param address what a key must open
 */
export function signIn(address: string, onReady: () => void): void {
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
    field.select();
  };
  onSubmit(form, async () => {
    key.set(field.value);
    await call('GET', address);
    enter();
  });
  element('change-key').addEventListener('click', ask);
  document.addEventListener('key-refused', () => {
    key.forget();
    ask();
  });
  // The sandbox fills its own in.
  if (key.get() === null && field.value !== '') key.set(field.value);
  if (key.get() === null) ask();
  else enter();
}
