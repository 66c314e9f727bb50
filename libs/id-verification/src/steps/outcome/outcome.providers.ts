import { DELIVERY_STARTER } from '../../runtime/started-work.js';
import { DeliveryService } from './delivery.service.js';
import { HandlerRegistrationService } from './handler-registration.service.js';
import { OutcomeHandlersService } from './outcome-handlers.service.js';
import { UndeliveredService } from './undelivered.service.js';

export const OUTCOME_PROVIDERS = [
  OutcomeHandlersService,
  HandlerRegistrationService,
  DeliveryService,
  { provide: DELIVERY_STARTER, useExisting: DeliveryService },
  UndeliveredService,
];
