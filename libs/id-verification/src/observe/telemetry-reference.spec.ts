import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeHostEvents, describeLogEvents, telemetryReference } from './telemetry-reference.fixture.js';

it('The reference of metrics and log events agrees with the source (vitest -u writes it anew)', async () => {
  await expect(telemetryReference()).toMatchFileSnapshot(
    join(__dirname, '../../../../docs/reference/telemetry.md'),
  );
});

it('Every log event has a level', () => {
  const events = [...describeLogEvents(), ...describeHostEvents()];
  expect(events.filter(({ levels }) => levels.includes(''))).toEqual([]);
});
