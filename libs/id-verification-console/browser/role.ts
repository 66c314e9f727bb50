import type { RoleResponse } from '../src/operations/role.response.js';
import { call, operations } from './api.js';

/** What a key must open. */
export const ROLE_ADDRESS = `${operations}/role`;

/** Puts the role where the style sheet finds it, which hides actions from all but operators. */
export async function showRole(): Promise<void> {
  const { role } = await call<RoleResponse>('GET', ROLE_ADDRESS);
  document.body.dataset['role'] = role;
}

/** Until the role of another key is known. */
export function forgetRole(): void {
  delete document.body.dataset['role'];
}
