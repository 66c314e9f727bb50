import { Inject, Injectable } from '@nestjs/common';
import { IdVerificationError } from '../errors/id-verification.error.js';
import { storedUserIds } from '../keys/stored-user-ids.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/id-verification-options.js';
import { VerificationStore } from '../storage/verification.store.js';
import { isMerchantBizId } from '../contract/merchant-biz-id.js';
import { readPage, type Page } from '../validation/page.js';
import { LIST_CURSOR } from './list-cursor.js';
import { checkFilter, wantedEnds, type VerificationFilter } from './verification-filter.js';
import { verification, type Verification } from './verification.js';

/** Reads verifications from the database alone. */
@Injectable()
export class VerificationReaderService {
  constructor(
    private readonly store: VerificationStore,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  async get(merchantBizId: string): Promise<Verification> {
    const row = isMerchantBizId(merchantBizId) ? await this.store.find(merchantBizId) : undefined;
    if (row === undefined) throw new IdVerificationError('not_found');
    return verification(row);
  }

  async list(filter: VerificationFilter): Promise<Page<Verification>> {
    checkFilter(filter);
    const { transactionId, productCode, tenant, merchantUserId, createdFrom, createdBefore } = filter;
    const query = {
      ...wantedEnds(filter),
      merchantUserIds: merchantUserId === undefined ? undefined : storedUserIds(merchantUserId, this.options),
      transactionId,
      productCode,
      tenant,
      createdFrom,
      createdBefore,
    };
    const { items, nextCursor } = await readPage(filter, LIST_CURSOR, (window) =>
      this.store.list({ ...query, ...window }),
    );
    return { items: items.map(verification), nextCursor };
  }

  async updateMetadata(
    merchantBizId: string,
    metadata: Readonly<Record<string, string>>,
  ): Promise<Verification> {
    const row = isMerchantBizId(merchantBizId)
      ? await this.store.updateMetadata(merchantBizId, metadata)
      : undefined;
    if (row === undefined) throw new IdVerificationError('not_found');
    return verification(row);
  }
}
