import { Inject, Injectable } from '@nestjs/common';
import { mayOnlyRead } from 'nestjs-id-verification-http';
import type { ConsoleRole, IdVerificationConsoleOptions } from '../console-options.js';

export const ROLE_OF = Symbol('ROLE_OF');

/** Asks the host for the role of a request; anything but an operator may only read. */
@Injectable()
export class RoleService {
  constructor(
    @Inject(ROLE_OF)
    private readonly roleOf: NonNullable<IdVerificationConsoleOptions['roleOf']> = (request) =>
      mayOnlyRead(request) ? 'viewer' : 'operator',
  ) {}

  async of(request: unknown): Promise<ConsoleRole> {
    return (await this.roleOf(request)) === 'operator' ? 'operator' : 'viewer';
  }
}
