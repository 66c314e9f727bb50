import { Inject, Injectable } from '@nestjs/common';
import {
  IdVerificationService,
  newMerchantBizId,
  OnVerificationOutcome,
  type VerificationOutcome,
} from 'nestjs-id-verification';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { MINIMAL_REQUEST } from '../support/initialize-parameter-cases.js';
import { eventually } from '../support/eventually.js';
import { useDeliveryStage } from '../support/delivery-stage.js';

type Call = (service: IdVerificationService, merchantBizId: string) => unknown;

const CALLS: Readonly<Record<keyof IdVerificationService, Call>> = {
  initialize: (service) => service.initialize({ ...MINIMAL_REQUEST, merchantBizId: newMerchantBizId() }),
  get: (service, id) => service.get(id),
  list: (service) => service.list(),
  check: (service, id) => service.check(id),
  watch: (service, id) => firstValueFrom(service.watch(id)),
  redeliver: (service, id) => service.redeliver(id),
  unregisterHandler: (service) => service.unregisterHandler('calling'),
  statistics: (service) => service.statistics({ from: new Date(0), before: new Date() }),
  statisticsOverTime: (service) =>
    service.statisticsOverTime({ from: new Date(), before: new Date(), bucket: 'day' }),
  listDeliveries: (service) => service.listDeliveries({ state: 'DEAD_LETTERED' }),
  explain: (service, id) => service.explain(id),
  erase: (service, id) => service.erase(id),
  health: (service) => service.health(),
};

let calling: (service: IdVerificationService, merchantBizId: string) => unknown = () => undefined;

@Injectable()
class CallingHandler {
  constructor(@Inject(IdVerificationService) private readonly service: IdVerificationService) {}

  @OnVerificationOutcome('all', { name: 'calling' })
  async handle({ merchantBizId }: VerificationOutcome): Promise<void> {
    await calling(this.service, merchantBizId);
  }
}

describe('From inside a handler', () => {
  const stage = useDeliveryStage('delivery_inside');

  it.each(Object.entries(CALLS))('%s() is refused, and the log says what to do', async (_, call) => {
    calling = call;
    const host = await stage().host({
      handlers: [CallingHandler],
      options: { delivery: { maxAttempts: 1 } },
    });

    const id = await stage().ended(host);

    await stage().delivered(id, 'calling', { state: 'DEAD_LETTERED', last_error: 'called_inside_handler' });
    await eventually(() => host.log.text.includes('use its EntityManager for the database'));
  });

  it('the service may be called by what the handler leaves for afterwards', async () => {
    let later: Promise<unknown> = Promise.resolve();
    let afterwards = (): void => undefined;
    calling = (service, id) => {
      later = new Promise<void>((resolve) => {
        afterwards = resolve;
      }).then(() => service.get(id));
    };
    const host = await stage().host({ handlers: [CallingHandler] });

    const id = await stage().ended(host);
    await stage().delivered(id, 'calling');
    afterwards();

    await expect(later).resolves.toMatchObject({ status: 'PASSED' });
  });
});
