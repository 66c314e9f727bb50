import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { afterEach, expect, it, vi } from 'vitest';
import { listen } from './listen.js';

@Module({})
class EmptyModule {}

const ANY_PORT = { listen: { host: '127.0.0.1', port: 0 }, drainMs: 0 };

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it.each(['SIGINT', 'SIGTERM'] as const)('limits the shutdown from a %s on', async (signal) => {
  const exit = vi.spyOn(process, 'exit').mockReturnValue(undefined as never);
  const once = vi.spyOn(process, 'once').mockReturnThis();
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const app = await NestFactory.create(EmptyModule, { logger: false });
  try {
    await listen(app, ANY_PORT);
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    for (const [event, onEvent] of once.mock.calls) if (event === signal) onEvent();
    vi.runAllTimers();

    expect(exit).toHaveBeenCalledExactlyOnceWith(1);
  } finally {
    await app.close();
  }
});
