import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { problemOf, ProblemException } from 'nestjs-id-verification-http';
import { CONSOLE_PROBLEMS } from './console-problems.js';
import { RoleService } from './role.service.js';

/** Keeps viewers from an action. It stands on the route, and so after the guards of the host. */
@Injectable()
export class OperatorRoleGuard implements CanActivate {
  constructor(private readonly roles: RoleService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const role = await this.roles.of(context.switchToHttp().getRequest());
    if (role === 'operator') return true;
    throw new ProblemException(problemOf(CONSOLE_PROBLEMS, 'operator_needed'));
  }
}
