import { expect, it } from 'vitest';
import { problemsByCommand } from '../support/deploy/compose-check.js';
import { needs } from '../support/runner/tools.js';

it('docker-compose.yml is accepted by Docker Compose', needs('compose'), () => {
  expect(problemsByCommand()).toBe('');
});
