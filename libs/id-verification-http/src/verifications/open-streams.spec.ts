import { expect, it } from 'vitest';
import { OpenStreams } from './open-streams.js';

it('refuses the stream after the thousandth of one key, until one of them has ended', () => {
  const streams = new OpenStreams();
  const opened = Array.from({ length: 1_000 }, () => new AbortController());
  for (const { signal } of opened) streams.admit('one', signal);
  const another = new AbortController().signal;

  expect(() => streams.admit('one', another)).toThrow(
    expect.objectContaining({ problem: expect.objectContaining({ status: 429 }) }),
  );
  streams.admit('other', new AbortController().signal);
  opened[0]?.abort();

  streams.admit('one', another);
});

it('counts no stream whose client left before it opened', () => {
  const streams = new OpenStreams();

  for (let left = 0; left < 1_000; left += 1) streams.admit('one', AbortSignal.abort());

  expect(() => streams.admit('one', new AbortController().signal)).not.toThrow();
});
