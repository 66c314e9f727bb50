import { join } from 'node:path';
import { expect, it } from 'vitest';
import { EVENT_MEANINGS } from './event-meanings.fixture.js';
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

it('Every log event has a meaning, and no meaning is of an event that is not logged', () => {
  const events = [...describeLogEvents(), ...describeHostEvents()].map(({ event }) => event);
  expect(Object.keys(EVENT_MEANINGS).sort()).toEqual(events.sort());
});
