import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IdVerificationConfigurationError } from '../../errors/configuration.error.js';
import { loadCloudauthSdk } from './load-cloudauth-sdk.js';

const METHODS = [
  'initialize',
  'initializeV2',
  'checkResult',
  'checkVerifyLog',
  'deleteVerifyResult',
  'keepaliveIntl',
];
const REQUESTS = ['Initialize', 'InitializeV2', 'CheckResult', 'CheckVerifyLog', 'DeleteVerifyResult'];

/** A package of the right shape, as CommonJS that is compiled from the generated source. */
const VERSION_3 = [
  `exports.default = class { callApi() {} ${METHODS.map((name) => `${name}WithOptions() {}`).join(' ')} };`,
  ...REQUESTS.map((name) => `exports.${name}Request = class { static names() {} static types() {} };`),
].join('\n');

describe('the vendor’s SDK', () => {
  let host: string;
  beforeEach(async () => {
    host = await mkdtemp(join(tmpdir(), 'host-'));
  });
  afterEach(() => rm(host, { recursive: true }));

  async function install(source: string): Promise<void> {
    const folder = join(host, 'node_modules', '@alicloud', 'cloudauth-intl20220809');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'index.js'), source);
  }

  function failure(client: 'sdk' | { sdk: object }): IdVerificationConfigurationError {
    try {
      loadCloudauthSdk(client, [host]);
    } catch (error) {
      if (error instanceof IdVerificationConfigurationError) return error;
      throw error;
    }
    throw new Error('loaded');
  }

  it('is found where the application has it installed', async () => {
    await install(VERSION_3);

    expect(loadCloudauthSdk('sdk', ['/nowhere', host])).toHaveProperty('InitializeRequest');
  });

  it('is reported when it is missing, with the command that installs it and the alternative', () => {
    expect(failure('sdk').problems).toEqual([
      "`client` 'sdk' needs the package @alicloud/cloudauth-intl20220809, which is not installed; install it with: npm install @alicloud/cloudauth-intl20220809@^3.19.0, or set `client: 'native'`",
    ]);
  });

  it.each([
    ['is of another version', 'exports.default = class {};', 'is not version 3.19 or later'],
    ['exports nothing', 'module.exports = undefined;', 'is not version 3.19 or later'],
    ['lacks its own dependency', "require('@alicloud/nothing');", 'cannot be loaded (MODULE_NOT_FOUND)'],
    ['is broken', "throw new Error('x');", 'cannot be loaded (unknown reason)'],
  ])('is reported when it %s, with the command that installs it', async (_, source, problem) => {
    await install(source);

    expect(failure('sdk').message).toContain(problem);
    expect(failure('sdk').message).toContain('npm install');
  });

  it('can be given as a module, also as an ES module sees it', async () => {
    await install(VERSION_3);
    const sdk = loadCloudauthSdk('sdk', [host]);

    expect(loadCloudauthSdk({ sdk })).toBe(sdk);
    expect(loadCloudauthSdk({ sdk: { default: sdk } })).toBe(sdk);
    expect(failure({ sdk: {} }).message).toContain('is not version 3.19 or later');
  });
});
