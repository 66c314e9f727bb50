import { describe, expect, it } from 'vitest';
import { NonceMemory } from './nonce-memory.js';
import { DATE_TOLERANCE_MS } from './request-date.js';

const NOW = Date.parse('2026-11-23T00:00:00Z');

describe('used nonces', () => {
  it('are refused for as long as their date would still be accepted', () => {
    const nonces = new NonceMemory();
    nonces.use('n', NOW, NOW);
    expect(nonces.use('n', NOW + DATE_TOLERANCE_MS, NOW + DATE_TOLERANCE_MS)).toBe(false);
  });

  it('are forgotten when no date could bring them back', () => {
    const nonces = new NonceMemory();
    nonces.use('n', NOW, NOW);
    nonces.use('m', NOW + 3_600_000, NOW + 3_600_000);
    expect(nonces.size).toBe(1);
  });

  it('take no more memory than allowed', () => {
    const nonces = new NonceMemory(100);
    for (let i = 0; i < 10_000; i += 1) nonces.use(String(i), NOW, NOW);
    expect(nonces.size).toBeLessThanOrEqual(100);
  });
});
