/** Why there is no sandbox, or no longer; the message says what to do about it. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';
}
