import { Module, type DynamicModule } from '@nestjs/common';
import { getIdVerificationServiceToken } from 'nestjs-id-verification';
import { pageAddress } from './appearance/appearance.js';
import { validateAccess, type IdVerificationConsoleOptions } from './console-options.js';
import { mountedController } from './mounted-controller.js';
import { ConsoleVerificationsController } from './operations/console-verifications.controller.js';
import { ACTOR, OperatorActionsService } from './operations/operator-actions.service.js';
import { OperationsController } from './operations/operations.controller.js';
import { ROLE_OF, RoleService } from './operations/role.service.js';
import { AssetsController } from './page/assets.controller.js';
import { ConsolePageController } from './page/console-page.controller.js';
import { moduleContent, PAGE_CONTENT } from './page/page-content.js';
import { VERIFICATIONS } from './verifications.token.js';

/**
 * The operations console: how verifications go, what was not delivered, and one verification in detail. Needs
 * `IdVerificationModule` with `isGlobal`. Several named instances have a console each, at a path of its own.
 *
 * @example
 * IdVerificationConsoleModule.forRoot({ path: 'operations', guards: [OperatorGuard] })
 *
 * @publicApi
 */
@Module({})
export class IdVerificationConsoleModule {
  /** @throws Error without a guard or with an API key, unless it is a sandbox; for a link that is not valid */
  static forRoot(options: IdVerificationConsoleOptions = {}): DynamicModule {
    validateAccess(IdVerificationConsoleModule.name, options);
    const path = (options.path ?? 'operations').replace(/^\/+|\/+$/g, '');
    const content = {
      ...moduleContent(options, `/${path}`),
      vendorConsoleUrl: pageAddress('vendorConsoleUrl', options.vendorConsoleUrl),
    };
    return {
      module: IdVerificationConsoleModule,
      controllers: [
        mountedController(ConsolePageController, path),
        mountedController(AssetsController, `${path}/assets`),
        mountedController(OperationsController, path, options.guards),
        mountedController(ConsoleVerificationsController, `${path}/verifications`, options.guards),
      ],
      providers: [
        { provide: PAGE_CONTENT, useValue: content },
        { provide: ACTOR, useValue: options.actor },
        { provide: ROLE_OF, useValue: options.roleOf },
        OperatorActionsService,
        RoleService,
        { provide: VERIFICATIONS, useExisting: getIdVerificationServiceToken(options.name) },
      ],
    };
  }
}
