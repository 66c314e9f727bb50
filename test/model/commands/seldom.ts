import { Callback } from './callback.js';
import { Check } from './check.js';
import { Erase } from './erase.js';
import { Finish } from './finish.js';
import { ProcessStalls, ProcessWakes } from './processes.js';
import { Start } from './start.js';
import type { Step } from './step.js';
import { TimePasses } from './time-passes.js';
import { VendorDenies, VendorFails, VendorRefuses } from './vendor.js';

const started = new Start('Anna', 'login', [0]);

/** Histories that chance makes too seldom to count on. */
export const SELDOM: Readonly<Record<string, readonly Step[]>> = {
  'a verdict that the vendor has deleted': [started, new TimePasses('31 days', 1)],
  'an expired id that the vendor denies': [
    new VendorDenies('TransactionIdInvalid'),
    started,
    new TimePasses('36 minutes', 1),
  ],
  'an erasure in the middle of a start': [
    new VendorFails('Initialize', 'a lost answer', 1),
    started,
    new Erase('Anna', 1, true),
  ],
  'an erasure of what was refused': [
    new VendorRefuses('InvalidParameter'),
    started,
    new Erase('Anna', 1, false),
  ],
  'an erasure after a verdict': [
    started,
    new Finish('Anna', 'Y'),
    new Callback('Anna', 1, 'Y'),
    new Erase('Anna', 0, false),
    started,
    new Finish('Anna', 'N'),
    new Check('Anna', [0, 1]),
    new Erase('Anna', 1, false),
  ],
  'a response that comes to a process which others have overtaken': [
    new ProcessStalls(0),
    started,
    new Start('Anna', 'login', [1]),
    new ProcessWakes(0),
    new Start('Anna', 'login', [0, 1]),
  ],
};
