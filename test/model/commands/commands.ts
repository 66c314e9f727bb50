import fc from 'fast-check';
import { MOODS } from '../handlers.js';
import { POINTS } from '../life.js';
import { USERS, VARIANTS } from '../model.js';
import { HOST_NUMBERS } from '../processes.js';
import { AbandonedStart } from './abandoned-start.js';
import { Callback, FORGERIES, ForgedCallback } from './callback.js';
import { CheckTooEarly } from './check-too-early.js';
import { Check } from './check.js';
import { Erase } from './erase.js';
import { Finish, Leave } from './finish.js';
import { HandlersDo, ProcessDies, ProcessStalls, ProcessWakes, Redeliver } from './processes.js';
import { Start } from './start.js';
import type { Step } from './step.js';
import { SPANS, TimePasses } from './time-passes.js';
import {
  FAULTS,
  OPERATIONS,
  REFUSALS,
  VendorDenies,
  VendorFails,
  VendorRecovers,
  VendorRefuses,
} from './vendor.js';

const user = fc.oneof({ weight: 2, arbitrary: fc.constant(USERS[0]) }, fc.constantFrom(...USERS));
const variant = fc.oneof({ weight: 5, arbitrary: fc.constant(VARIANTS[0]) }, fc.constantFrom(...VARIANTS));
const host = fc.constantFrom(...HOST_NUMBERS);
const hosts = fc.oneof({ weight: 3, arbitrary: host.map((number) => [number]) }, fc.constant(HOST_NUMBERS));
const verdict = fc.constantFrom('Y', 'N');
const expiredResponse = fc.constantFrom('ProcessNotCompleted', 'TransactionIdInvalid');
const span = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('a second', '3 seconds', '20 seconds', '2 minutes') },
  { weight: 2, arbitrary: fc.constantFrom(...keysOf(SPANS)) },
  { weight: 1, arbitrary: fc.constantFrom('a day', '31 days') },
);
const point = fc.constantFrom('at once' as const, ...POINTS);

/** What may happen, and how often in proportion. */
const STEPS: readonly [number, fc.Arbitrary<Step>][] = [
  [14, fc.tuple(user, variant, hosts).map((start) => new Start(...start))],
  [1, fc.tuple(user, host).map((start) => new AbandonedStart(...start))],
  [12, fc.tuple(user, verdict).map((finish) => new Finish(...finish))],
  [1, user.map((leave) => new Leave(leave))],
  [4, fc.tuple(user, host, verdict).map((callback) => new Callback(...callback))],
  [2, fc.tuple(user, host, fc.constantFrom(...FORGERIES)).map((forgery) => new ForgedCallback(...forgery))],
  [5, fc.tuple(user, hosts).map((check) => new Check(...check))],
  [1, fc.tuple(user, host, expiredResponse).map((check) => new CheckTooEarly(...check))],
  [6, fc.tuple(span, fc.integer({ min: 1, max: 3 })).map((time) => new TimePasses(...time))],
  [
    4,
    fc
      .tuple(
        fc.constantFrom(...OPERATIONS),
        fc.constantFrom(...keysOf(FAULTS)),
        fc.integer({ min: 1, max: 3 }),
      )
      .map((fault) => new VendorFails(...fault)),
  ],
  [2, fc.constantFrom(...REFUSALS).map((code) => new VendorRefuses(code))],
  [2, fc.constant(new VendorRecovers())],
  [1, expiredResponse.map((response) => new VendorDenies(response))],
  [2, fc.tuple(host, point).map((death) => new ProcessDies(...death))],
  [2, host.map((stall) => new ProcessStalls(stall))],
  [2, host.map((wake) => new ProcessWakes(wake))],
  [2, fc.constantFrom(...MOODS).map((mood) => new HandlersDo(mood))],
  [1, fc.tuple(user, host).map((delivery) => new Redeliver(...delivery))],
  [5, fc.tuple(user, host, fc.boolean()).map((erasure) => new Erase(...erasure))],
];

const MOST_STEPS = 24;

/** Any history. */
export const histories = fc.commands(
  STEPS.flatMap(([weight, step]) => Array.from({ length: weight }, () => step)),
  { maxCommands: MOST_STEPS, size: 'max' },
);

function keysOf<Key extends string>(map: Readonly<Record<Key, unknown>>): Key[] {
  return Object.keys(map).filter((key): key is Key => key in map);
}
