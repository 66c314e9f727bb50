import { AccountsService } from './accounts.service.js';
import { cloudauthClientProvider } from './create-cloudauth-client.js';
import { CredentialsCheckService } from './credentials-check.service.js';
import { ProductCheckService } from './product-check.service.js';
import { SigningClockService } from './signing-clock.service.js';

export const VENDOR_PROVIDERS = [
  SigningClockService,
  AccountsService,
  cloudauthClientProvider,
  CredentialsCheckService,
  ProductCheckService,
];
