import { Injectable } from '@nestjs/common';
import { OnVerificationOutcome } from 'nestjs-id-verification';
import { describe, expect, it } from 'vitest';
import { handler } from '../support/host/delivery-handler.js';
import { useDeliveryStage } from '../support/host/delivery-stage.js';
import { eventually } from '../support/runner/eventually.js';

/** As decorators of other libraries do: a function of its own takes the method's place. */
function wrapped(_: object, __: string, descriptor: TypedPropertyDescriptor<() => void>): void {
  const { value } = descriptor;
  descriptor.value = function (this: unknown) {
    value?.call(this);
  };
}

const called: string[] = [];

@Injectable()
class BelowAnotherDecorator {
  @wrapped
  @OnVerificationOutcome('all', { name: 'below-another-decorator' })
  handle(): void {
    called.push('below-another-decorator');
  }
}

@Injectable()
class Base {
  @OnVerificationOutcome('all', { name: 'overridden' })
  handle(): void {
    called.push('overridden');
  }
}

/** Its method has no decorator of its own. */
@Injectable()
class Overriding extends Base {
  override handle(): void {
    called.push('overriding');
  }
}

describe('At boot', () => {
  const stage = useDeliveryStage('delivery_unregistered');

  it('the log names the callback route, the registered handlers and the workers', async () => {
    const host = await stage().host({
      handlers: [handler('all', 'one', () => undefined), handler('passed', 'two', () => undefined)],
    });

    const started = host.log.lines.find((line) => line.startsWith('started '));
    expect(started).toMatch(/callback=\S+.* handlers=one,two .*workers=\S*deliver/);
  });

  it('the log names every decorated method of the process that is not registered', async () => {
    handler('all', 'in-no-module', () => undefined);
    const host = await stage().host({ handlers: [Overriding] });

    const line = host.log.lines.find((one) => one.startsWith('outcome_handlers_not_registered '));
    expect(line).toContain('in-no-module (Handler.handle)');
    expect(line).toContain('overridden (Base.handle)');
  });

  it('a handler below another decorator is registered, and called', async () => {
    const host = await stage().host({ handlers: [BelowAnotherDecorator] });
    await stage().ended(host);

    await eventually(() => called.includes('below-another-decorator'));
    const line = host.log.lines.find((one) => one.startsWith('outcome_handlers_not_registered '));
    expect(line ?? '').not.toContain('below-another-decorator');
  });
});
