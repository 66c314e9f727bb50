import { Controller, UseGuards, type Type } from '@nestjs/common';
import type { OperatorOptions } from './console-options.js';

/** The controller under a path and behind guards, by a class of its own: several modules may mount the same one. */
export function mountedController(
  controller: Type<object>,
  path: string,
  guards: OperatorOptions['guards'] = [],
): Type<object> {
  @Controller(path)
  @UseGuards(...(guards === 'global' ? [] : guards))
  class Mounted extends controller {}
  Object.defineProperty(Mounted, 'name', { value: controller.name });
  return Mounted;
}
