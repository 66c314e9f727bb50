import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { notOfferedHint } from '../contract/products/index.js';
import { LOG_CONTEXT, logLine } from '../observe/log-line.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/id-verification-options.js';

/** Warns at boot of products that the region does not offer. */
@Injectable()
export class ProductCheckService implements OnApplicationBootstrap {
  private readonly logger = new Logger(LOG_CONTEXT);

  constructor(@Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions) {}

  onApplicationBootstrap(): void {
    const { products, region } = this.options;
    for (const product of products) {
      const hint = notOfferedHint(product, region);
      if (hint === undefined) continue;
      this.logger.warn(logLine('product_not_offered', { product: product.code, region, hint }));
    }
  }
}
