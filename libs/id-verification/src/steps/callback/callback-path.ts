/** The path of the callback route, without the host's prefix. */
export const CALLBACK_PATH = Symbol('CALLBACK_PATH');
