import { describe, expect, it } from 'vitest';
import { META_INFO_SCRIPT } from '../static-files/meta-info-script.js';
import { contentSecurityPolicy } from './content-security-policy.js';

describe('The content security policy of the pages', () => {
  it('lets the vendor’s script run, and in the sandbox none of another origin', () => {
    expect(contentSecurityPolicy()['script-src']).toEqual(["'self'", META_INFO_SCRIPT]);
    expect(contentSecurityPolicy({ sandbox: true })['script-src']).toEqual(["'self'"]);
  });
});
