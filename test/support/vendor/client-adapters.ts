import type { ClientOptions } from 'nestjs-id-verification';
import * as standIn from './cloudauth-intl-stand-in.js';
import type { ToolName } from '../runner/tools.js';

/** One way to the vendor. Every promise of the port holds for each of them. */
export interface Adapter {
  readonly name: string;
  /** The options of a host in its own process, which cannot be given a module. */
  readonly key: 'native' | 'stand-in' | 'sdk';
  readonly client: NonNullable<ClientOptions['client']>;
  /** What it cannot be tried without. */
  readonly needs?: ToolName;
}

export const ADAPTERS: readonly Adapter[] = [
  { name: 'native', key: 'native', client: 'native' },
  { name: 'sdk, on a stand-in of its shape', key: 'stand-in', client: { sdk: standIn } },
  { name: 'sdk', key: 'sdk', client: 'sdk', needs: 'sdk' },
];
