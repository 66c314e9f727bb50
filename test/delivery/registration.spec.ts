import { AsyncLocalStorage } from 'node:async_hooks';
import { Controller, Injectable, type Provider, type Type } from '@nestjs/common';
import { IdVerificationModule, OnVerificationOutcome } from 'nestjs-id-verification';
import { describe, expect, it } from 'vitest';
import { HandlerRegistrationService } from '../../libs/id-verification/dist/steps/outcome/handler-registration.service.js';
import { handler, writesToLedger } from '../support/host/delivery-handler.js';
import { useDeliveryStage } from '../support/host/delivery-stage.js';

const noted: string[] = [];

class Base {
  @OnVerificationOutcome('all', { name: 'inherited' })
  note(): void {
    noted.push(this.constructor.name);
  }
}

@Injectable()
class Inheriting extends Base {}

@Injectable()
class Twofold {
  @OnVerificationOutcome('passed', { name: 'first' })
  @OnVerificationOutcome(['passed', 'failed'], { name: 'second' })
  note(): void {
    noted.push('twofold');
  }
}

@Controller()
class HandlingController {
  @OnVerificationOutcome('all', { name: 'on-controller' })
  note(): void {
    noted.push('controller');
  }
}

describe('A handler', () => {
  const stage = useDeliveryStage('delivery_registration');

  it('is called for the outcomes that it registers for: one, several or all', async () => {
    const host = await stage().host({
      handlers: [
        handler('passed', 'one', writesToLedger('one')),
        handler(['failed', 'expired'], 'several', writesToLedger('several')),
        handler('all', 'all', writesToLedger('all')),
      ],
    });
    const passed = await stage().ended(host, 'Y');
    const failed = await stage().ended(host, 'N');
    const expired = await stage().pending(host);
    await host.service.erase(expired, { force: true });

    const names = async (id: string) => (await stage().deliveries(id)).map(({ handler }) => handler);
    expect(await names(passed)).toEqual(['all', 'one']);
    expect(await names(failed)).toEqual(['all', 'several']);
    for (const id of [passed, failed]) await stage().delivered(id, 'all');
  });

  const FOUND: [string, Provider[], Type[], string][] = [
    ['inherited', [Inheriting], [], 'inherited'],
    [
      'of a provider that has an alias',
      [Inheriting, { provide: 'alias', useExisting: Inheriting }],
      [],
      'inherited',
    ],
    ['of a value', [{ provide: 'value', useValue: new Inheriting() }], [], 'inherited'],
    [
      'of a factory that is an arrow function',
      [{ provide: 'made', useFactory: () => new Inheriting() }],
      [],
      'inherited',
    ],
    [
      'of a factory that is a plain function',
      [
        {
          provide: 'made',
          useFactory: function make() {
            return new Inheriting();
          },
        },
      ],
      [],
      'inherited',
    ],
    ['of a controller', [], [HandlingController], 'on-controller'],
  ];

  it.each(FOUND)('is registered once: %s', async (_, handlers, controllers, name) => {
    noted.splice(0);
    const host = await stage().host({ handlers, controllers });

    const id = await stage().ended(host);
    await stage().delivered(id, name);

    expect(noted).toHaveLength(1);
    expect(await stage().deliveries(id)).toHaveLength(1);
  });

  it('may be registered under several names', async () => {
    const host = await stage().host({ handlers: [Twofold] });

    const [passed, failed] = [await stage().ended(host, 'Y'), await stage().ended(host, 'N')];

    expect((await stage().deliveries(passed)).map(({ handler }) => handler)).toEqual(['first', 'second']);
    expect((await stage().deliveries(failed)).map(({ handler }) => handler)).toEqual(['second']);
  });

  it('gets no outcomes of another instance', async () => {
    const options = stage().options();
    const host = await stage().host({
      handlers: [
        handler('all', 'shared-name', writesToLedger('default')),
        handler('all', { name: 'shared-name', instance: 'second' }, writesToLedger('second')),
      ],
      modules: [
        IdVerificationModule.forRoot({ ...options, name: 'second', callbackPath: 'second/callback' }),
      ],
      poolSize: 12,
    });

    const id = await stage().ended(host);
    await stage().delivered(id, 'shared-name');

    expect(await stage().ledger(id)).toEqual(['default']);
  });

  it('is stored once when two processes boot at the same time', async () => {
    const handlers = [handler('all', 'common', writesToLedger('common'))];
    const [host] = await Promise.all([stage().host({ handlers }), stage().host({ handlers })]);
    if (host === undefined) throw new Error('no host');

    const id = await stage().ended(host);
    await stage().delivered(id, 'common');

    expect(await stage().ledger(id)).toEqual(['common']);
    expect(await stage().query('SELECT name FROM id_verification_handler')).toEqual([{ name: 'common' }]);
  });

  it('gets no outcomes of verifications that ended before its registration', async () => {
    const id = await stage().ended(await stage().host());

    const host = await stage().host({ handlers: [handler('all', 'late', writesToLedger('late'))] });
    const next = await stage().ended(host);
    await stage().delivered(next, 'late');

    expect(await stage().deliveries(id)).toEqual([]);
  });

  it('keeps pending deliveries until it is unregistered, although no process has it', async () => {
    const host = await stage().host();
    await stage().query(
      `INSERT INTO id_verification_handler (instance, name, outcomes, registered_at, last_heartbeat_at)
        VALUES ('default', 'former', '{passed}', now(), now())`,
    );
    const id = await stage().ended(host);
    expect(await stage().delivery(id, 'former')).toMatchObject({ state: 'PENDING', attempts: 0 });

    await host.service.unregisterHandler('former');

    expect(await stage().deliveries(id)).toEqual([]);
    expect(await stage().deliveries(await stage().ended(host))).toEqual([]);
    await expect(host.service.unregisterHandler('former')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is registered again with its next heartbeat, with a warning, when it was unregistered by mistake', async () => {
    const host = await stage().host({ handlers: [handler('all', 'present', writesToLedger('present'))] });
    await host.service.unregisterHandler('present');

    await host.module.get(HandlerRegistrationService, { strict: false }).runOnce();
    const id = await stage().ended(host);
    await stage().delivered(id, 'present');

    expect(host.log.lines.filter((line) => line.includes('handler_registered_again'))).toEqual([
      expect.stringContaining('handler=present'),
    ]);
  });

  it('does not see what the caller that found the verdict has in its AsyncLocalStorage', async () => {
    const requests = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const host = await stage().host({
      handlers: [handler('all', 'detached', () => seen.push(requests.getStore()))],
    });

    const id = await requests.run('of another tenant', () => stage().ended(host));
    await stage().delivered(id, 'detached');

    expect(seen).toEqual([undefined]);
  });
});
