import { OmitType } from '@nestjs/swagger';
import { ListVerificationsDto } from 'nestjs-id-verification-http';

/** The query of `GET /operations/verifications.csv`: a filter without pages. */
export class ExportVerificationsDto extends OmitType(ListVerificationsDto, ['limit', 'cursor']) {}
