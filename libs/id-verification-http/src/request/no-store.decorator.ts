import { UseInterceptors, type NestInterceptor } from '@nestjs/common';
import type { HttpResponse } from './http-response.js';

const NO_STORE: NestInterceptor = {
  intercept(context, next) {
    context.switchToHttp().getResponse<HttpResponse>().header('Cache-Control', 'no-store');
    return next.handle();
  },
};

/**
 * Keeps caches from storing responses, of one route or of a controller: they are about a user.
 *
 * @publicApi
 */
export const NoStore = (): ClassDecorator & MethodDecorator => UseInterceptors(NO_STORE);
