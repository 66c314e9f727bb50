import { InFlightWorkService } from './in-flight-work.service.js';
import { ID_VERIFICATION_CLOCK, ID_VERIFICATION_RANDOM, systemClock } from './clock.js';

export const TIME_PROVIDERS = [
  { provide: ID_VERIFICATION_CLOCK, useValue: systemClock },
  { provide: ID_VERIFICATION_RANDOM, useValue: Math.random },
  InFlightWorkService,
];
