import { DeliveryReader } from './delivery-reader.service.js';
import { DeliveryService } from './delivery.service.js';
import { OutcomeHandlers } from './outcome-handlers.service.js';

export const OUTCOME_PROVIDERS = [OutcomeHandlers, DeliveryService, DeliveryReader];
