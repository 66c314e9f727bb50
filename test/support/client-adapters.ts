import { createRequire } from 'node:module';
import type { ClientOptions } from 'nestjs-id-verification';
import * as standIn from './cloudauth-intl-stand-in.js';

/** One way to the vendor. Every promise of the port holds for each of them. */
export interface Adapter {
  readonly name: string;
  /** What a host in a process of its own is told, which cannot be given a module. */
  readonly key: 'native' | 'stand-in' | 'sdk';
  readonly client: NonNullable<ClientOptions['client']>;
  /** Why it cannot be tried here, to be said after the name. */
  readonly missing?: string;
}

const PACKAGE = '@alicloud/cloudauth-intl20220809';

export const ADAPTERS: readonly Adapter[] = [
  { name: 'native', key: 'native', client: 'native' },
  { name: 'sdk, on a stand-in of its shape', key: 'stand-in', client: { sdk: standIn } },
  isInstalled()
    ? { name: 'sdk', key: 'sdk', client: 'sdk' }
    : { name: 'sdk', key: 'sdk', client: 'sdk', missing: ` (skipped: ${PACKAGE} is not installed)` },
];

function isInstalled(): boolean {
  try {
    createRequire(import.meta.url).resolve(PACKAGE);
    return true;
  } catch {
    return false;
  }
}
