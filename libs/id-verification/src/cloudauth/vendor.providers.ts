import { cloudauthClientProvider } from './create-cloudauth-client.js';
import { CredentialsCheck } from './credentials-check.service.js';

export const VENDOR_PROVIDERS = [cloudauthClientProvider, CredentialsCheck];
