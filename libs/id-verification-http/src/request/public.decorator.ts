import { SetMetadata } from '@nestjs/common';

export const IS_PUBLIC = Symbol('IS_PUBLIC');

/**
 * Opens a route to callers without an API key.
 *
 * @publicApi
 */
export const Public = () => SetMetadata(IS_PUBLIC, true);
