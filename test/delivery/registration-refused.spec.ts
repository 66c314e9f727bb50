import { Controller, Inject, Injectable, Scope, type Provider, type Type } from '@nestjs/common';
import { OnVerificationOutcome } from 'nestjs-id-verification';
import { describe, expect, it } from 'vitest';
import { handler } from '../support/host/delivery-handler.js';
import { useDeliveryStage } from '../support/host/delivery-stage.js';

@Injectable({ scope: Scope.REQUEST })
class RequestScoped {}

@Injectable()
class DependsOnRequest {
  constructor(@Inject(RequestScoped) readonly request: RequestScoped) {}

  @OnVerificationOutcome('all', { name: 'depends' })
  handle(): void {}
}

@Injectable({ scope: Scope.TRANSIENT })
class Transient {
  @OnVerificationOutcome('all', { name: 'transient' })
  handle(): void {}
}

@Injectable({ scope: Scope.REQUEST })
class OfRequest {
  @OnVerificationOutcome('all', { name: 'of-request' })
  handle(): void {}
}

@Controller({ scope: Scope.REQUEST })
class RequestController {
  @OnVerificationOutcome('all', { name: 'request-controller' })
  handle(): void {}
}

describe('An application fails at boot with a handler', () => {
  const stage = useDeliveryStage('delivery_refused');
  const nothing = (): void => undefined;

  const REFUSED: [string, Provider[], Type[], RegExp][] = [
    [
      'whose name is taken',
      [handler('all', 'same', nothing), handler('passed', 'same', nothing)],
      [],
      /Handler\.handle and Handler\.handle have the same name `same`/,
    ],
    ['without a name', [handler('all', '', nothing)], [], /Handler\.handle needs a name of 1 to 128 letters/],
    ['with a blank in its name', [handler('all', 'a b', nothing)], [], /needs a name/],
    ['with a name of 129 letters', [handler('all', 'a'.repeat(129), nothing)], [], /needs a name/],
    ['without an outcome', [handler([], 'none', nothing)], [], /names no outcome/],
    [
      'for an unknown instance',
      [handler('all', { name: 'lost', instance: 'elsewhere' }, nothing)],
      [],
      /belongs to the instance `elsewhere`, which is not there/,
    ],
    [
      'of a request-scoped provider',
      [OfRequest],
      [],
      /OfRequest\.handle belongs to a request-scoped provider/,
    ],
    [
      'of a provider that depends on a request-scoped one',
      [RequestScoped, DependsOnRequest],
      [],
      /DependsOnRequest\.handle belongs to a request-scoped provider/,
    ],
    ['of a request-scoped controller', [], [RequestController], /RequestController\.handle belongs to/],
    ['of a transient provider', [Transient], [], /Transient\.handle belongs to a transient provider/],
  ];

  it.each(REFUSED)('%s', async (_, handlers, controllers, reason) => {
    await expect(stage().host({ handlers, controllers })).rejects.toMatchObject({
      code: 'configuration_invalid',
      message: expect.stringMatching(reason),
    });
  });
});
