import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { OpenStreams } from './open-streams.js';

it('refuses the stream after the thousandth of one key, until one of them is closed', () => {
  const streams = new OpenStreams();
  const requests = Array.from({ length: 1_000 }, () => new IncomingMessage(new Socket()));
  for (const request of requests) streams.admit('one', request);
  const another = new IncomingMessage(new Socket());

  expect(() => streams.admit('one', another)).toThrow(
    expect.objectContaining({ problem: expect.objectContaining({ status: 429 }) }),
  );
  streams.admit('other', new IncomingMessage(new Socket()));
  requests[0]?.emit('close');

  streams.admit('one', another);
});
