import { HttpStatus } from '@nestjs/common';
import type { InitializedVerification } from 'nestjs-id-verification';
import type { HttpResponse } from '../request/http-response.js';

/**
 * Gives the response to a start its status: 200 for a replay, or 201 with the `Location` of what was created.
 *
 * @publicApi
 */
export function respondToStart(
  response: HttpResponse,
  { replayed }: Pick<InitializedVerification, 'replayed'>,
  location: string,
): void {
  if (replayed) response.status(HttpStatus.OK);
  else response.header('Location', location);
}
