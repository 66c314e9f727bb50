export const element = (id) => document.getElementById(id);

/** Only a change is set: a screen reader reads a status out whenever it is. */
export function setText(id, text) {
  if (element(id).textContent !== text) element(id).textContent = text;
}

/** An element with properties and content; texts in it stay texts. */
export function make(name, properties = {}, ...content) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...content);
  return made;
}

/** Shows one of several views, and none of the others. */
export function showOnly(shown, ids) {
  for (const id of ids) element(id).hidden = id !== shown;
}

/** Does a piece of work; what goes wrong is said where it is read out. */
export async function report(work, place = 'problem') {
  const problem = element(place);
  problem.hidden = true;
  try {
    return await work();
  } catch (error) {
    problem.textContent = error.message;
    problem.hidden = false;
    return undefined;
  }
}

/** As {@link report}, and keeps the button from being pressed twice. */
export async function busy(button, work, place) {
  button.disabled = true;
  button.setAttribute('aria-busy', 'true');
  try {
    return await report(work, place);
  } finally {
    button.removeAttribute('aria-busy');
    button.disabled = false;
  }
}
