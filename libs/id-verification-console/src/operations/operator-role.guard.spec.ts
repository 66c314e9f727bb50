import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { ExecutionContext } from '@nestjs/common';
import { rememberCaller } from 'nestjs-id-verification-http';
import { expect, it } from 'vitest';
import type { IdVerificationConsoleOptions } from '../console-options.js';
import { OperatorRoleGuard } from './operator-role.guard.js';
import { RoleService } from './role.service.js';

const requestOfNode = () => new IncomingMessage(new Socket());

function canActivate(
  roleOf: IdVerificationConsoleOptions['roleOf'],
  request: object = requestOfNode(),
): Promise<boolean> {
  const context = { switchToHttp: () => ({ getRequest: () => request }) } as ExecutionContext;
  return new OperatorRoleGuard(new RoleService(roleOf)).canActivate(context);
}

it('lets operators through: every request of a host that names no roles', async () => {
  expect(await canActivate(undefined)).toBe(true);
  expect(await canActivate((request) => (request as { user: 'operator' }).user, { user: 'operator' })).toBe(
    true,
  );
  expect(await canActivate(() => Promise.resolve('operator'))).toBe(true);
});

it('takes an API key that may only read for a viewer’s, where the host names no roles', async () => {
  const request = requestOfNode();
  rememberCaller(request, 'desk', true);

  await expect(canActivate(undefined, request)).rejects.toMatchObject({ problem: { status: 403 } });
  expect(await canActivate(() => 'operator', request)).toBe(true);
});

it.each(['viewer', 'admin', '', undefined])('refuses the role %j by a problem', async (role) => {
  const roleOf = () => Promise.resolve(role as 'viewer');

  await expect(canActivate(roleOf)).rejects.toMatchObject({
    problem: { status: 403, code: 'operator_needed', title: 'The role operator is needed' },
  });
});

it('lets no request through where the host fails to name a role', async () => {
  const error = new Error('the directory is away');

  await expect(canActivate(() => Promise.reject(error))).rejects.toBe(error);
});
