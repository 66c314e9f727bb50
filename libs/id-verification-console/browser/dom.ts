/** An element that the page contains, of its class: a page and its scripts are served together. */
export function element(id: string): HTMLElement;
export function element<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind;
export function element(id: string, kind: new () => HTMLElement = HTMLElement): HTMLElement {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`The page contains no ${kind.name} #${id}`);
  return found;
}

export function button(id: string): HTMLButtonElement {
  return element(id, HTMLButtonElement);
}

export function input(id: string): HTMLInputElement {
  return element(id, HTMLInputElement);
}

/** What the page gives to its scripts, as a `data-…` attribute of its body. */
export function pageData(name: string): string {
  const value = document.body.dataset[name];
  if (value === undefined) throw new Error(`The page contains no data of the name ${name}`);
  return value;
}

/** Only a change is set: a screen reader reads a status out whenever it is. */
export function setText(id: string, text: string): void {
  if (element(id).textContent !== text) element(id).textContent = text;
}

/** An element with properties and content; texts in it stay texts. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]> = {},
  ...content: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...content);
  return made;
}

/** Shows content in place of what an element shows. What had the focus there is gone: its successor gets it. */
export function replaceContent(place: HTMLElement, ...content: readonly Node[]): void {
  const focused = place.contains(document.activeElement) ? document.activeElement : null;
  place.replaceChildren(...content);
  if (focused !== null && focused !== place) focusNamed(place, focused.getAttribute('data-name') ?? '');
}

/** Moves the focus to the control of a list with this `data-name`, or without one to the list. */
export function focusNamed(place: HTMLElement, name: string): void {
  (place.querySelector<HTMLElement>(`[data-name="${CSS.escape(name)}"]`) ?? place).focus();
}

/** Shows one of several views, and none of the others. */
export function showOnly(shown: string | undefined, ids: readonly string[]): void {
  for (const id of ids) element(id).hidden = id !== shown;
}

/** Says what went wrong where it is read out; again only where that changes. */
export function showProblem(error: unknown, place = 'problem'): void {
  setText(place, error instanceof Error ? error.message : String(error));
  element(place).hidden = false;
}

export function hideProblem(place = 'problem'): void {
  element(place).hidden = true;
}

/** Does a piece of work, and shows what goes wrong. */
export async function report(work: () => unknown, place?: string): Promise<void> {
  hideProblem(place);
  try {
    await work();
  } catch (error) {
    showProblem(error, place);
  }
}

/** As {@link report}, and keeps the control from being used twice. */
export async function busy(
  control: HTMLButtonElement | HTMLSelectElement,
  work: () => unknown,
  place?: string,
): Promise<void> {
  control.disabled = true;
  control.setAttribute('aria-busy', 'true');
  try {
    await report(work, place);
  } finally {
    control.removeAttribute('aria-busy');
    control.disabled = false;
  }
}

/** Does a piece of work at each click, as {@link busy} does it. */
export function onClick(pressed: HTMLButtonElement, work: () => unknown, place?: string): void {
  pressed.addEventListener('click', () => void busy(pressed, work, place));
}

/** Does a piece of work whenever a form is sent, with its first button as {@link busy} does it. */
export function onSubmit(form: HTMLFormElement, work: () => unknown): void {
  const first = form.querySelector('button');
  if (first === null) throw new Error(`The form #${form.id} contains no button`);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void busy(first, work);
  });
}
