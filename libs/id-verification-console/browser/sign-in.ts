import { call, key } from './api.js';
import { element, input, onSubmit } from './dom.js';

const form = element('sign-in', HTMLFormElement);
const field = input('api-key');

/**
 * Shows the content while there is a key, and prompts for one when there is none or it is refused.
 *
 * @param address what a key must open
 * @param onReady called whenever the content is shown
 */
export function signIn(address: string, onReady: () => void): void {
  const enter = () => {
    form.hidden = true;
    element('content').hidden = false;
    element('change-key').hidden = false;
    onReady();
  };
  const ask = () => {
    form.hidden = false;
    element('content').hidden = true;
    element('change-key').hidden = true;
    // An open dialog would keep the form from being used.
    for (const dialog of document.querySelectorAll('dialog')) dialog.close();
    field.select();
  };
  onSubmit(form, async () => {
    key.set(field.value);
    await call('GET', address);
    enter();
  });
  element('change-key').addEventListener('click', ask);
  document.addEventListener('key-refused', () => {
    // By several requests, of which a later one must not select what is typed by then.
    if (key.get() === null) return;
    key.forget();
    ask();
  });
  // The sandbox fills its own in.
  if (key.get() === null && field.value !== '') key.set(field.value);
  if (key.get() === null) ask();
  else enter();
}
