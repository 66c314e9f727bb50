const KEY = 'api-key';

/** Where the console is mounted. */
export const { path: operations } = document.body.dataset;

/** A response that is no success: what the application says about it. */
export class Problem extends Error {
  constructor({ title, detail, code, status, errors }) {
    const fields = (errors ?? []).map(({ message }) => message);
    super([title, ...(fields.length > 0 ? fields : [detail])].filter(Boolean).join('. '));
    this.code = code;
    this.status = status;
  }
}

/** The key of this tab, until it is closed. */
export const key = {
  get: () => sessionStorage.getItem(KEY),
  set: (value) => sessionStorage.setItem(KEY, value),
  forget: () => sessionStorage.removeItem(KEY),
};

export function keyHeaders() {
  return { authorization: `Bearer ${key.get()}` };
}

/**
 * Calls the application with the key. Returns its response, or undefined where it has no body.
 *
 * @throws Problem
 */
export async function call(method, path, body) {
  return send(method, path, keyHeaders(), body);
}

/** As {@link call}, without a key. */
export async function callWithoutKey(method, path, body) {
  return send(method, path, {}, body);
}

async function send(method, path, headers, body) {
  const httpResponse = await fetch(path, {
    method,
    headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new Problem({ title: 'The application cannot be reached', detail: 'Try again in a few seconds' });
  });
  const response = await httpResponse.json().catch(() => undefined);
  if (httpResponse.ok) return response;
  const problem = new Problem(
    response ?? { title: 'Something went wrong', detail: `Status ${httpResponse.status}` },
  );
  if (httpResponse.status === 401)
    document.dispatchEvent(new CustomEvent('key-refused', { detail: problem }));
  throw problem;
}
