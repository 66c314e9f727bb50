export { SANDBOX } from 'nestjs-id-verification-http/settings';
