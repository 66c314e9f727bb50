import type { Provider } from '@nestjs/common';
import { CheckRequestsService } from './check-requests.service.js';
import { CallbackReachabilityService } from './callback-reachability.service.js';
import { CALLBACK_PATH, CallbackRouteService } from './callback-route.service.js';

export const callbackProviders = (path: string): Provider[] => [
  { provide: CALLBACK_PATH, useValue: `/${path.replace(/^\/+/, '')}` },
  CheckRequestsService,
  CallbackRouteService,
  CallbackReachabilityService,
];
