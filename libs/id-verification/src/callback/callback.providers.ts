import type { Provider } from '@nestjs/common';
import { CallbackHints } from './callback-hints.service.js';
import { CALLBACK_PATH } from './callback-path.js';
import { CallbackReach } from './callback-reach.service.js';
import { CallbackRoute } from './callback-route.service.js';

export const callbackProviders = (path: string): Provider[] => [
  { provide: CALLBACK_PATH, useValue: `/${path.replace(/^\/+/, '')}` },
  CallbackHints,
  CallbackRoute,
  CallbackReach,
];
