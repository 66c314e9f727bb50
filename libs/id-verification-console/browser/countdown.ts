/** Minutes before the end at which it is said aloud; second by second would drown everything else. */
const SAID_AT_S = [300, 60];

/**
 * Counts down to a time.
 *
 * @param onTick called every second with the seconds that are left, at the end with 0
 * @param onSay called with the minutes that are left, where that is worth saying aloud
 * @returns a function that ends it
 */
export function countDown(
  until: string,
  onTick: (seconds: number) => void,
  onSay: (minutes: number) => void = () => undefined,
): () => void {
  const end = new Date(until).getTime();
  const left = () => Math.max(0, Math.ceil((end - Date.now()) / 1_000));
  let before = left();
  const tick = () => {
    const seconds = left();
    const said = SAID_AT_S.find((at) => before > at && seconds <= at);
    if (said !== undefined) onSay(said / 60);
    before = seconds;
    onTick(seconds);
    if (seconds === 0) clearInterval(timer);
  };
  const timer = setInterval(tick, 1_000);
  tick();
  return () => clearInterval(timer);
}

/** Seconds as 29:05. */
export function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
