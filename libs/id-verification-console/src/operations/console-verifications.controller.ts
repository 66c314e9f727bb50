import { Controller, Delete, Get, Header, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IdVerificationService } from 'nestjs-id-verification';
import {
  EraseVerificationDto,
  ErasureReceiptResponse,
  ListVerificationsDto,
  toFilter,
  ValidatedPipe,
  VerificationPageResponse,
  VerificationResponse,
} from 'nestjs-id-verification-http';

/** What the console does with verifications, whatever routes its host has. */
@ApiExcludeController()
@Controller()
export class ConsoleVerificationsController {
  constructor(private readonly verifications: IdVerificationService) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  async list(
    @Query(new ValidatedPipe(ListVerificationsDto)) query: ListVerificationsDto,
  ): Promise<VerificationPageResponse> {
    return new VerificationPageResponse(await this.verifications.list(toFilter(query)));
  }

  @Get(':merchantBizId')
  @Header('Cache-Control', 'no-store')
  async read(@Param('merchantBizId') merchantBizId: string): Promise<VerificationResponse> {
    return new VerificationResponse(await this.verifications.get(merchantBizId));
  }

  @Post(':merchantBizId/check')
  @HttpCode(HttpStatus.OK)
  @Header('Cache-Control', 'no-store')
  async check(@Param('merchantBizId') merchantBizId: string): Promise<VerificationResponse> {
    return new VerificationResponse(await this.verifications.check(merchantBizId));
  }

  @Delete(':merchantBizId')
  @Header('Cache-Control', 'no-store')
  async erase(
    @Param('merchantBizId') merchantBizId: string,
    @Query(new ValidatedPipe(EraseVerificationDto)) { force }: EraseVerificationDto,
  ): Promise<ErasureReceiptResponse> {
    return new ErasureReceiptResponse(
      await this.verifications.erase(merchantBizId, { force: force === 'true' }),
    );
  }
}
