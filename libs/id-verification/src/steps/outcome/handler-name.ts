const NAME = /^[A-Za-z0-9._-]{1,128}$/;

/** Whether a text can be the name of an outcome handler; no other is stored, so no statement is needed. */
export function isHandlerName(text: string): boolean {
  return NAME.test(text);
}
