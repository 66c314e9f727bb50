import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { TestOptions } from 'vitest';

declare module 'vitest' {
  export interface TaskMeta {
    /** What a test cannot run without. */
    needs?: ToolName;
  }
}

/** A program or a package that not every machine has. */
interface Tool {
  readonly name: string;
  readonly isThere: () => boolean;
  /** How to get it. */
  readonly install: string;
}

/** The Chromium that CHROMIUM_PATH names, or Debian's. */
export const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

const SDK_PACKAGE = '@alicloud/cloudauth-intl20220809';

export const TOOLS = {
  chromium: {
    name: 'Chromium',
    isThere: () => existsSync(CHROMIUM),
    install:
      '`apt-get install chromium`, or `brew install --cask chromium`, and name it in CHROMIUM_PATH unless it is /usr/bin/chromium',
  },
  caddy: {
    name: 'Caddy',
    isThere: () => runs(['caddy', 'version']),
    install: '`apt-get install caddy`, or `brew install caddy`',
  },
  pgbouncer: {
    name: 'PgBouncer',
    isThere: () => pgbouncerProgram() !== undefined,
    install: '`apt-get install pgbouncer`, or `brew install pgbouncer`',
  },
  compose: {
    name: 'Docker Compose',
    isThere: () => composeCommand() !== undefined,
    install: '`apt-get install docker-compose`, or `brew install docker-compose`; no engine is needed',
  },
  redis: {
    name: 'Redis at 127.0.0.1:6379',
    isThere: () => runs(['redis-cli', '-h', '127.0.0.1', 'ping']),
    install: '`apt-get install redis`, or `brew install redis`, and start it',
  },
  sdk: {
    name: 'The vendor’s product SDK',
    isThere: () => resolves(SDK_PACKAGE),
    install: `\`npm install --no-save ${SDK_PACKAGE}\`, from a registry that serves it`,
  },
} as const satisfies Record<string, Tool>;

export type ToolName = keyof typeof TOOLS;

/**
 * Options of a test or a suite that is skipped where a tool is missing; the reporter says so at the end of the run.
 *
 * @param tool undefined: it needs none
 */
export function needs(tool: ToolName | undefined): TestOptions {
  return tool === undefined ? {} : { skip: !TOOLS[tool].isThere(), meta: { needs: tool } };
}

/** Docker Compose, as a plugin of the command line or as a program of its own; the first that is there. */
export function composeCommand(): readonly string[] | undefined {
  return [['docker', 'compose'], ['docker-compose']].find((command) => runs([...command, 'version']));
}

/** PgBouncer's program; Debian's is not in the path of every user. */
export function pgbouncerProgram(): string | undefined {
  return ['pgbouncer', '/usr/sbin/pgbouncer'].find((program) => runs([program, '--version']));
}

function runs([program = '', ...args]: readonly string[]): boolean {
  return spawnSync(program, args).status === 0;
}

function resolves(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}
