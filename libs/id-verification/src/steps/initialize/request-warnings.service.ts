import { Injectable, Logger } from '@nestjs/common';
import { LOG_CONTEXT, logLine } from '../../observe/log-line.js';
import type { VerificationEntity } from '../../storage/verification.entity.js';
import type { InitializeVerificationDto } from './initialize-verification.dto.js';
import { isBrowserMetaInfo } from './is-model-for-device.decorator.js';

/** Warns of valid parameters that are probably a mistake: each once for a process, because a host sends them every time. */
@Injectable()
export class RequestWarningsService {
  private readonly logger = new Logger(LOG_CONTEXT);
  private readonly given = new Set<string>();

  /** @param row the verification that the vendor accepted, which tells live mode from test mode */
  check({ metaInfo, appQualityCheck }: InitializeVerificationDto, row: VerificationEntity): void {
    if (row.livemode === true && row.securityLevel === '01') {
      const hint = 'Standard mode does not assess the device. The vendor advises 02 in production.';
      if (this.isFirst('security_level')) this.logger.warn(logLine('security_level_standard', { hint }));
    }
    if (appQualityCheck === 'Y' && isBrowserMetaInfo(metaInfo)) {
      const hint = 'The vendor checks the quality in native apps only, and the MetaInfo is of a browser.';
      if (this.isFirst('quality')) this.logger.warn(logLine('app_quality_check_ignored', { hint }));
    }
  }

  private isFirst(warning: string): boolean {
    const isFirst = !this.given.has(warning);
    this.given.add(warning);
    return isFirst;
  }
}
