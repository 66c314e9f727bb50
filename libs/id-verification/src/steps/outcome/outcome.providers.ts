import { DeliveryReaderService } from './delivery-reader.service.js';
import { DeliveryService } from './delivery.service.js';
import { OutcomeHandlersService } from './outcome-handlers.service.js';

export const OUTCOME_PROVIDERS = [OutcomeHandlersService, DeliveryService, DeliveryReaderService];
