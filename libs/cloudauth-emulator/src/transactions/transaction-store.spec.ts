import { describe, expect, it } from 'vitest';
import { EmulatorClock } from '../clock.js';
import { RETENTION_MS, type Transaction } from './transaction.js';
import { VerificationStore } from './transaction-store.js';

function transaction(transactionId: string, createdAt: number): Transaction {
  return { transactionId, merchantBizId: 'b', account: 'a', createdAt, expiresAt: createdAt + 1000 };
}

describe('transactions', () => {
  it('are forgotten 30 days after their end', () => {
    const clock = new EmulatorClock(() => 0);
    const store = new VerificationStore(clock, undefined);
    store.save(transaction('a', 0));
    clock.advance(RETENTION_MS + 999);
    expect(store.find('a')).toBeDefined();
    clock.advance(1);
    expect(store.find('a')).toBeUndefined();
    expect(store.list()).toEqual([]);
  });

  it('are removed from memory when they are forgotten', () => {
    const clock = new EmulatorClock(() => 0);
    const store = new VerificationStore(clock, undefined);
    for (let i = 0; i < 100; i += 1) store.save(transaction(String(i), 0));
    clock.advance(RETENTION_MS * 2);
    store.save(transaction('new', clock.now()));
    expect(store.has('0')).toBe(false);
    expect(store.has('new')).toBe(true);
  });
});
