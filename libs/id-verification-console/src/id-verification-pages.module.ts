import { Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { getIdVerificationServiceToken } from 'nestjs-id-verification';
import { validateAccess, type IdVerificationPagesOptions, type StartLimits } from './console-options.js';
import { Invitation } from './invitations/invitation.entity.js';
import { InvitationsController } from './invitations/invitations.controller.js';
import { InvitationsService } from './invitations/invitations.service.js';
import { RedemptionController } from './invitations/redemption.controller.js';
import { LANGUAGE_CONFIG, RETURN_URL, START_LIMITS } from './invitations/tokens.js';
import { validateTexts } from './languages/texts.js';
import { mountedController } from './mounted-controller.js';
import { pageAddress, themeOf, webAddress } from './appearance/appearance.js';
import { AssetsController } from './page/assets.controller.js';
import { moduleContent, PAGE_CONTENT, TEXT_OVERRIDES, type ModuleContent } from './page/page-content.js';
import { VERIFICATIONS } from './verifications.token.js';
import { UserPagesController } from './page/user-pages.controller.js';

const UNLIMITED: StartLimits = { admit: () => Promise.resolve() };

/**
 * The pages on which a user is verified, here or on a phone by QR code, and the invitations behind them. Needs
 * `IdVerificationModule` with `isGlobal`, the migrations in {@link ID_VERIFICATION_PAGES_MIGRATIONS}, and the host's
 * own routes under `/verifications`.
 *
 * @publicApi
 */
@Module({})
export class IdVerificationPagesModule {
  /**
   * @throws Error without a guard or with an API key, unless it is a sandbox; for a text, a colour or an address that is
   *   not valid
   */
  static forRoot(options: IdVerificationPagesOptions = {}): DynamicModule {
    validateAccess(IdVerificationPagesModule.name, options);
    const { limits, returnUrl, texts = {}, languageConfig = { en: 'en' } } = options;
    validateTexts(texts);
    const content: ModuleContent = {
      ...moduleContent(options, '/'),
      logo: pageAddress('logo', options.logo),
      theme: themeOf(options.colors),
      completionUrl: pageAddress('completionUrl', options.completionUrl),
    };
    return {
      module: IdVerificationPagesModule,
      imports: [TypeOrmModule.forFeature([Invitation])],
      controllers: [
        UserPagesController,
        RedemptionController,
        mountedController(AssetsController, 'assets'),
        mountedController(InvitationsController, 'invitations', options.guards),
      ],
      providers: [
        InvitationsService,
        { provide: PAGE_CONTENT, useValue: content },
        { provide: TEXT_OVERRIDES, useValue: texts },
        { provide: VERIFICATIONS, useExisting: getIdVerificationServiceToken(options.name) },
        { provide: RETURN_URL, useValue: webAddress('returnUrl', returnUrl) },
        { provide: LANGUAGE_CONFIG, useValue: languageConfig },
        limits === undefined
          ? { provide: START_LIMITS, useValue: UNLIMITED }
          : { provide: START_LIMITS, useExisting: limits },
      ],
    };
  }
}
