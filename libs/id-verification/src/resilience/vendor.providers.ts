import { cloudauthClientProvider } from '../vendor/create-cloudauth-client.js';
import { CredentialsCheckService } from '../vendor/credentials-check.service.js';

export const VENDOR_PROVIDERS = [cloudauthClientProvider, CredentialsCheckService];
