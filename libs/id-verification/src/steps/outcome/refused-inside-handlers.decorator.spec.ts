import { firstValueFrom, of, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { asHandler } from './handler-context.js';
import { RefusedInsideHandlers } from './refused-inside-handlers.decorator.js';

@RefusedInsideHandlers({ lazy: ['watch'] })
class Service {
  calls = 0;

  count(by: number): Promise<number> {
    this.calls += by;
    return Promise.resolve(this.calls);
  }

  watch(): Observable<number> {
    this.calls += 1;
    return of(this.calls);
  }
}

describe('RefusedInsideHandlers', () => {
  it('leaves methods as they are outside of handlers', async () => {
    const service = new Service();

    expect(await service.count(2)).toBe(2);
    expect(await firstValueFrom(service.watch())).toBe(3);
  });

  it('rejects the promise of a method that is called inside a handler, without running it', async () => {
    const service = new Service();

    await expect(asHandler(() => service.count(1))).rejects.toMatchObject({ code: 'called_inside_handler' });
    expect(service.calls).toBe(0);
  });

  it('fails an observable that is subscribed to inside a handler, and not before', async () => {
    const service = new Service();
    let watched: Observable<number> | undefined;
    await asHandler(async () => {
      watched = service.watch();
    });

    expect(await firstValueFrom(watched ?? of(0))).toBe(1);
    await expect(asHandler(() => firstValueFrom(service.watch()))).rejects.toMatchObject({
      code: 'called_inside_handler',
    });
    expect(service.calls).toBe(1);
  });
});
