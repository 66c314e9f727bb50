/** One callback with its state. */
export interface RecordedCallback {
  /** Counts from 1; never reused while the emulator runs. */
  readonly sequence: number;
  readonly transactionId: string;
  /** The address as the vendor would call it, parameters included. */
  readonly url: string;
  /** The actual target: the forwarding address or a loopback address; undefined when it must not be sent. */
  readonly sentTo: string | undefined;
  readonly forged: boolean;
  /**
   * - `waiting`: delayed, held back, or in line behind others; `sending`: on its way;
   * - `responded`: with {@link status}, whichever it is; `failed`: no response, see {@link error};
   * - `lost`: by the mode; `notAllowed`: not a loopback address and nothing to forward to; `dropped`: too many in line, or the
   *   emulator was stopped.
   */
  readonly state: 'waiting' | 'sending' | 'responded' | 'failed' | 'lost' | 'notAllowed' | 'dropped';
  /** Wall-clock milliseconds at which it was sent. */
  readonly sentAt: number | undefined;
  readonly status: number | undefined;
  /** Node's error code, or `TIMEOUT`. */
  readonly error: string | undefined;
}
