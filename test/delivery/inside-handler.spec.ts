import { Inject, Injectable } from '@nestjs/common';
import {
  IdVerificationService,
  OnVerificationOutcome,
  type IdVerificationError,
  type VerificationOutcome,
} from 'nestjs-id-verification';
import { firstValueFrom, isObservable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { eventually } from '../support/runner/eventually.js';
import { useDeliveryStage } from '../support/host/delivery-stage.js';

/** Also those of a release to come. */
const METHODS = Object.getOwnPropertyNames(IdVerificationService.prototype).filter(
  (name) => name !== 'constructor',
);

/** Calls a method; no parameter matters, as none is read. */
async function call(service: IdVerificationService, method: string): Promise<unknown> {
  const run: unknown = Reflect.get(service, method);
  if (typeof run !== 'function') throw new Error(`${method} is not a method`);
  const returned: unknown = Reflect.apply(run, service, ['an-id']);
  return isObservable(returned) ? firstValueFrom(returned) : returned;
}

let calling: (service: IdVerificationService, merchantBizId: string) => unknown = () => undefined;

@Injectable()
class CallingHandler {
  constructor(@Inject(IdVerificationService) private readonly service: IdVerificationService) {}

  @OnVerificationOutcome('all', { name: 'calling' })
  async handle({ merchantBizId }: VerificationOutcome): Promise<void> {
    await calling(this.service, merchantBizId);
  }
}

describe('A service call inside a handler', () => {
  const stage = useDeliveryStage('delivery_inside');

  it('is rejected for every method, with a hint in the log', async () => {
    const refused: Record<string, unknown> = {};
    calling = async (service) => {
      for (const method of METHODS) {
        refused[method] = await call(service, method).catch(({ code }: IdVerificationError) => code);
      }
      return service.list();
    };
    const host = await stage().host({
      handlers: [CallingHandler],
      options: { delivery: { maxAttempts: 1 } },
    });

    const id = await stage().ended(host);

    await stage().delivered(id, 'calling', { state: 'DEAD_LETTERED', last_error: 'called_inside_handler' });
    await eventually(() => host.log.text.includes('use its EntityManager for the database'));
    expect(METHODS).toContain('watch');
    expect(refused).toEqual(Object.fromEntries(METHODS.map((name) => [name, 'called_inside_handler'])));
  });

  it('is allowed for work that runs after the handler', async () => {
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
