import { Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { requireGuard, type IdVerificationPagesOptions, type StartLimits } from './console-options.js';
import { Invitation } from './invitations/invitation.entity.js';
import { InvitationsController } from './invitations/invitations.controller.js';
import { InvitationsService } from './invitations/invitations.service.js';
import { RedemptionController } from './invitations/redemption.controller.js';
import { RETURN_URL, START_LIMITS } from './invitations/tokens.js';
import { mountedController } from './mounted-controller.js';
import { AssetsModule } from './page/assets.module.js';
import { PAGE_CONTENT, pageContent } from './page/page-content.js';
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
  /** @throws Error without a guard, unless it is a sandbox */
  static forRoot(options: IdVerificationPagesOptions = {}): DynamicModule {
    requireGuard(IdVerificationPagesModule.name, options);
    const { limits, returnUrl } = options;
    return {
      module: IdVerificationPagesModule,
      imports: [AssetsModule, TypeOrmModule.forFeature([Invitation])],
      controllers: [
        UserPagesController,
        RedemptionController,
        mountedController(InvitationsController, 'invitations', options.guards),
      ],
      providers: [
        InvitationsService,
        { provide: PAGE_CONTENT, useValue: pageContent(options, '/', 'Verify') },
        { provide: RETURN_URL, useValue: returnUrl },
        limits === undefined
          ? { provide: START_LIMITS, useValue: UNLIMITED }
          : { provide: START_LIMITS, useExisting: limits },
      ],
    };
  }
}
