import { ID_VERIFICATION_CLOCK, ID_VERIFICATION_RANDOM, systemClock } from './clock.js';

export const CLOCK_PROVIDERS = [
  { provide: ID_VERIFICATION_CLOCK, useValue: systemClock },
  { provide: ID_VERIFICATION_RANDOM, useValue: Math.random },
];
