import { CreateInvitation1764300000000 } from './invitations/create-invitation.migration.js';

export type {
  ConsoleRole,
  IdVerificationConsoleOptions,
  IdVerificationPagesOptions,
  OperatorOptions,
  StartLimits,
} from './console-options.js';
export { IdVerificationConsoleModule } from './id-verification-console.module.js';
export { IdVerificationPagesModule } from './id-verification-pages.module.js';
export { INVITATION_PROBLEMS } from './invitations/invitation-problems.js';
export { LANGUAGES, type Language, type LocalizedText } from './languages/languages.js';
export type { ProblemTextKey } from './languages/problem-text-key.js';
export type { TextKey, TextOverrides } from './languages/translation.js';
export { CONSOLE_PROBLEMS } from './operations/console-problems.js';
export type { PageColor, PageColors } from './appearance/appearance.js';
export { contentSecurityPolicy } from './page/content-security-policy.js';
export { META_INFO_SCRIPT } from './static-files/meta-info-script.js';

/**
 * The tables of {@link IdVerificationPagesModule}, for the migrations of the host's data source.
 *
 * @publicApi
 */
export const ID_VERIFICATION_PAGES_MIGRATIONS = [CreateInvitation1764300000000];
