import { ApiProperty } from '@nestjs/swagger';
import type { ConsoleRole } from '../console-options.js';

/** What the caller may do on the console. */
export class RoleResponse {
  @ApiProperty({
    description: 'A `viewer` reads, an `operator` also checks, redelivers, cancels and erases.',
    enum: ['viewer', 'operator'],
    example: 'operator',
  })
  readonly role: ConsoleRole;

  constructor(role: ConsoleRole) {
    this.role = role;
  }
}
