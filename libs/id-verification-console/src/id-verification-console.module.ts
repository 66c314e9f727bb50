import { Module, type DynamicModule } from '@nestjs/common';
import { requireGuard, type IdVerificationConsoleOptions } from './console-options.js';
import { mountedController } from './mounted-controller.js';
import { ConsoleVerificationsController } from './operations/console-verifications.controller.js';
import { OperationsController } from './operations/operations.controller.js';
import { AssetsModule } from './page/assets.module.js';
import { ConsolePageController } from './page/console-page.controller.js';
import { PAGE_CONTENT, pageContent } from './page/page-content.js';

/**
 * The operations console: how verifications go, what was not delivered, and one verification in detail. Needs
 * `IdVerificationModule` with `isGlobal`.
 *
 * @example
 * IdVerificationConsoleModule.forRoot({ path: 'operations', guards: [OperatorGuard] })
 *
 * @publicApi
 */
@Module({})
export class IdVerificationConsoleModule {
  /** @throws Error without a guard, unless it is a sandbox */
  static forRoot(options: IdVerificationConsoleOptions = {}): DynamicModule {
    requireGuard(IdVerificationConsoleModule.name, options);
    const path = (options.path ?? 'operations').replace(/^\/+|\/+$/g, '');
    return {
      module: IdVerificationConsoleModule,
      imports: [AssetsModule],
      controllers: [
        mountedController(ConsolePageController, path),
        mountedController(OperationsController, path, options.guards),
        mountedController(ConsoleVerificationsController, `${path}/verifications`, options.guards),
      ],
      providers: [{ provide: PAGE_CONTENT, useValue: pageContent(options, `/${path}`, 'Operations') }],
    };
  }
}
