import { describe, expect, it } from 'vitest';

import { serverEnvironment } from './server-environment.js';

describe('serverEnvironment', () => {
  it("passes on nothing of the application's secrets and of what would change the server", () => {
    const own = {
      PATH: '/bin',
      SECRET: 'x',
      PGDATA: '/x',
      PGOPTIONS: '-c fsync=off',
      LD_LIBRARY_PATH: '/x',
      LANG: 'de',
    };

    expect(serverEnvironment(own)).toEqual({ PATH: '/bin', LC_ALL: 'C', TZ: 'UTC' });
  });
});
