import { AccountsService } from './accounts.service.js';
import { cloudauthClientProvider } from './create-cloudauth-client.js';
import { ClockSkewService } from './clock-skew.service.js';
import { CredentialsCheckService } from './credentials-check.service.js';
import { ProductCheckService } from './product-check.service.js';
import { ResponseReaderService } from './response-reader.service.js';
import { SigningClockService } from './signing-clock.service.js';
import { VendorRequestService } from './vendor-request.service.js';

export const VENDOR_PROVIDERS = [
  SigningClockService,
  AccountsService,
  cloudauthClientProvider,
  CredentialsCheckService,
  ProductCheckService,
  ClockSkewService,
  ResponseReaderService,
  VendorRequestService,
];
