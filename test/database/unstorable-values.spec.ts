import { randomUUID } from 'node:crypto';
import { newMerchantBizId, type IdVerificationError } from 'nestjs-id-verification';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { useDeliveryStage } from '../support/host/delivery-stage.js';
import type { DeliveryHost } from '../support/host/delivery-host.js';
import { MINIMAL_REQUEST } from '../support/vendor/initialize-parameter-cases.js';

/** Texts that PostgreSQL cannot store, or that no column is long enough for. */
const TEXTS = ['\0', 'a\0b', '\ud800', 'x'.repeat(100_000), "'; --", '%00', '\u{10ffff}', ''];

/** Times at the ends of what JavaScript knows, some of them beyond PostgreSQL's. */
const TIMES = [-8.64e15, Date.UTC(-4713, 11, 31), Date.UTC(-4712, 0, 1), Date.UTC(0, 0, 1), 8.64e15].map(
  (milliseconds) => new Date(milliseconds),
);

type Call = (host: DeliveryHost, id: string) => Promise<unknown>;

const WITH_TEXT: Readonly<Record<string, (text: string) => Call>> = {
  get:
    (text) =>
    ({ service }) =>
      service.get(text),
  check:
    (text) =>
    ({ service }) =>
      service.check(text),
  cancel:
    (text) =>
    ({ service }) =>
      service.cancel(text),
  erase:
    (text) =>
    ({ service }) =>
      service.erase(text),
  explain:
    (text) =>
    ({ service }) =>
      service.explain(text),
  watch:
    (text) =>
    ({ service }) =>
      firstValueFrom(service.watch(text)),
  'updateMetadata of an id':
    (text) =>
    ({ service }) =>
      service.updateMetadata(text, {}),
  'updateMetadata to a value':
    (text) =>
    ({ service }, id) =>
      service.updateMetadata(id, { key: text }),
  'updateMetadata of a key':
    (text) =>
    ({ service }, id) =>
      service.updateMetadata(id, { [text]: 'value' }),
  'redeliver of an id':
    (text) =>
    ({ service }) =>
      service.redeliver(text),
  'redeliver to a handler':
    (text) =>
    ({ service }, id) =>
      service.redeliver(id, text),
  unregisterHandler:
    (text) =>
    ({ service }) =>
      service.unregisterHandler(text),
  'list of a user':
    (text) =>
    ({ service }) =>
      service.list({ merchantUserId: text }),
  'list from a cursor':
    (text) =>
    ({ service }) =>
      service.list({ cursor: text }),
  'list from an encoded cursor':
    (text) =>
    ({ service }) =>
      service.list({ cursor: Buffer.from(text).toString('base64url') }),
  'listDeliveries from a cursor':
    (text) =>
    ({ service }) =>
      service.listDeliveries({ state: 'PENDING', cursor: text }),
  'listErasures from an encoded cursor':
    (text) =>
    ({ service }) =>
      service.listErasures({ cursor: Buffer.from(text).toString('base64url') }),
  initialize:
    (text) =>
    ({ service }) =>
      service.initialize({ ...MINIMAL_REQUEST, merchantBizId: newMerchantBizId(), merchantUserId: text }),
};

const WITH_TIME: Readonly<Record<string, (time: Date) => Call>> = {
  'list from a time':
    (createdFrom) =>
    ({ service }) =>
      service.list({ createdFrom }),
  'list before a time':
    (createdBefore) =>
    ({ service }) =>
      service.list({ createdBefore }),
  'list from a cursor of a time':
    (time) =>
    ({ service }) =>
      service.list({ cursor: Buffer.from(`${time.toISOString()}/${randomUUID()}`).toString('base64url') }),
  'statistics from a time':
    (from) =>
    ({ service }) =>
      service.statistics({ from, before: new Date() }),
  'statistics before a time':
    (before) =>
    ({ service }) =>
      service.statistics({ from: new Date(), before }),
  'statisticsOverTime from a time':
    (from) =>
    ({ service }) =>
      service.statisticsOverTime({ from, before: new Date(from.getTime() + 1), bucket: 'day' }),
};

describe('A value that PostgreSQL cannot store', () => {
  const stage = useDeliveryStage('unstorable');

  it.each(['hash', 'plain'] as const)(
    'is never a failure of the database, user ids stored as %s',
    async (merchantUserId) => {
      const host = await stage().host({ options: { merchantUserId, workers: { enabled: false } } });
      const id = await stage().pending(host);
      const calls = [
        ...Object.entries(WITH_TEXT).flatMap(([name, call]) =>
          TEXTS.map((text) => [name, call(text), text] as const),
        ),
        ...Object.entries(WITH_TIME).flatMap(([name, call]) =>
          TIMES.map((time) => [name, call(time), time] as const),
        ),
      ];
      const outages: string[] = [];
      for (const [name, call, value] of calls) {
        await call(host, id).catch((error: IdVerificationError) => {
          if (['storage_unavailable', undefined].includes(error.code))
            outages.push(`${name} ${JSON.stringify(value).slice(0, 40)}: ${error.message}`);
        });
      }

      expect(outages).toEqual([]);
    },
  );
});
