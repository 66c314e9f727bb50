import { describe, expect, it } from 'vitest';
import { contextOf } from './request-context.js';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const TRACE_PARENT = `00-${TRACE_ID}-b7ad6b7169203331-01`;

const of = (headers: Record<string, string | string[]>) => contextOf(headers, () => 'new');

describe('The id of a request', () => {
  it('is taken over from X-Request-Id, beside the trace', () => {
    expect(of({ 'x-request-id': 'my-trace-1' })).toEqual({ reqId: 'my-trace-1' });
    expect(of({ 'x-request-id': 'a', traceparent: TRACE_PARENT })).toEqual({ reqId: 'a', traceId: TRACE_ID });
  });

  it('is that of the trace where there is no other', () => {
    expect(of({ traceparent: TRACE_PARENT })).toEqual({ reqId: TRACE_ID, traceId: TRACE_ID });
  });

  it.each([
    {},
    { 'x-request-id': '' },
    { 'x-request-id': 'two words' },
    { 'x-request-id': 'a'.repeat(65) },
    { 'x-request-id': 'a\nb' },
    { 'x-request-id': ['a', 'b'] },
    { traceparent: '00-zz' },
    { traceparent: `00-${'0'.repeat(32)}-b7ad6b7169203331-01` },
  ])('is a new one for %j', (headers) => {
    expect(of(headers)).toEqual({ reqId: 'new' });
  });
});
