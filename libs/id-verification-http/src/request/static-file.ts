import { createReadStream } from 'node:fs';
import { NotFoundException, StreamableFile } from '@nestjs/common';

/**
 * A file that anybody may read.
 *
 * @publicApi
 */
export interface StaticFile {
  readonly path: string;
  readonly type: string;
}

/**
 * A file of a closed list, so that no name leads anywhere else. @throws NotFoundException
 *
 * @publicApi
 */
export function staticFile(files: Readonly<Record<string, StaticFile>>, name: string): StreamableFile {
  const file = Object.hasOwn(files, name) ? files[name] : undefined;
  if (file === undefined) throw new NotFoundException();
  return new StreamableFile(createReadStream(file.path), { type: file.type });
}
