import type { Host } from './host.js';

/** `approve-onboarding` becomes `ApproveOnboardingHandler`. */
export function handlerClassName(name: string): string {
  const words = name.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${words.join('')}Handler`;
}

/** An outcome handler. `name` is also the name under which its deliveries are stored. */
export function handlerFile(name: string): string {
  const className = handlerClassName(name);
  return `import { Injectable, Logger } from '@nestjs/common';
import {
  OnVerificationOutcome,
  type VerificationOutcome,
} from 'nestjs-id-verification';

@Injectable()
export class ${className} {
  private readonly logger = new Logger(${className}.name);

  /**
   * For each verification that passed, failed or expired. What it writes through
   * a second parameter, an EntityManager of TypeORM, is committed once, together
   * with the mark that the outcome is delivered.
   */
  @OnVerificationOutcome('all', { name: '${name}' })
  handle(outcome: VerificationOutcome): void {
    this.logger.log(\`\${outcome.merchantBizId}: \${outcome.outcome}\`);
  }
}
`;
}

/** Its spec, for Jest and Vitest alike. */
export function handlerSpecFile(name: string, { extension }: Host): string {
  const className = handlerClassName(name);
  return `import { Test, TestingModule } from '@nestjs/testing';
import {
  IdVerificationService,
  newMerchantBizId,
} from 'nestjs-id-verification';
import {
  IdVerificationTestingModule,
  ScriptedVendor,
} from 'nestjs-id-verification/testing';
import { ${className} } from './${name}.handler${extension}';

describe('${className}', () => {
  const vendor = new ScriptedVendor();
  const lines: string[] = [];
  let module: TestingModule;

  beforeEach(async () => {
    module = await Test.createTestingModule({
      imports: [IdVerificationTestingModule.forRoot({ vendor })],
      providers: [${className}],
    }).compile();
    const log = (line: string) => lines.push(line);
    module.useLogger({ log, warn: log, error: log });
    await module.init(); // finds the outcome handlers
  });
  afterEach(() => module.close());

  it('handles the outcome of a user who passed', async () => {
    const verifications = module.get(IdVerificationService);
    const { merchantBizId, transactionId } = await verifications.initialize({
      productCode: 'FACE_LIVENESS',
      merchantBizId: newMerchantBizId(),
      merchantUserId: 'customer-1',
      metaInfo: '{"deviceType":"h5"}',
    });

    vendor.finish(transactionId, { passed: 'Y' });
    await verifications.check(merchantBizId);

    expect(lines).toContain(\`\${merchantBizId}: passed\`);
  });
});
`;
}
