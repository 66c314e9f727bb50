import type { IncomingMessage } from 'node:http';
import {
  Injectable,
  UnsupportedMediaTypeException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';

/**
 * Refuses a body that is not called JSON. Fastify does so by itself; Express leaves such a body unread, and the
 * caller would get the error that every field is missing.
 */
@Injectable()
export class JsonBodyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<Pick<IncomingMessage, 'headers'>>();
    const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
    if (!hasBody || /^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) return true;
    throw new UnsupportedMediaTypeException();
  }
}
