import { expect, it } from 'vitest';
import { OperatorActionsService } from './operator-actions.service.js';

const of = (actor: string | undefined, reason?: string) =>
  new OperatorActionsService(() => actor).of({}, reason);

it('names the operator as the host does, without a reason that is not filled in', () => {
  expect(of(' jo ', ' ticket 1\n')).toEqual({ actor: 'jo', reason: 'ticket 1' });
  expect(of('jo', '  ')).toEqual({ actor: 'jo', reason: undefined });
});

it.each([undefined, '', '  '])('keeps the reason of an operator whom the host names %j', (actor) => {
  expect(of(actor, 'ticket 1')).toEqual({ actor: 'operator', reason: 'ticket 1' });
});

it('makes one line of a name', () => {
  expect(of(' jo\r\n\u001b[2Jdoe\0 ').actor).toBe('jo [2Jdoe');
});

it('cuts a long name to a text that the library accepts', () => {
  const { actor = '' } = of(`${'a'.repeat(99)}😀`);
  expect([actor.length, actor.isWellFormed()]).toEqual([100, true]);
});
