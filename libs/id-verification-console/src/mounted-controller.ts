import { Controller, UseGuards, type CanActivate, type Type } from '@nestjs/common';

/** The controller under a path and behind guards, by a class of its own: several modules may mount the same one. */
export function mountedController(
  controller: Type<object>,
  path: string,
  guards: readonly Type<CanActivate>[] = [],
): Type<object> {
  @Controller(path)
  @UseGuards(...guards)
  class Mounted extends controller {}
  Object.defineProperty(Mounted, 'name', { value: controller.name });
  return Mounted;
}
