import { plainToInstance } from 'class-transformer';
import { IsIn, IsString, Length, Matches, validateOrReject } from 'class-validator';

class InitializeRequest {
  productCode;
  sceneCode;
  merchantBizId;
  metaInfo;
  merchantUserId;
  securityLevel;
}

const RULES = {
  productCode: [IsIn(['FACE_LIVENESS'])],
  sceneCode: [Matches(/^\w{1,10}$/)],
  merchantBizId: [Matches(/^[A-Za-z0-9]{1,32}$/)],
  metaInfo: [IsString(), Length(2, 4096)],
  merchantUserId: [IsString(), Length(1, 100)],
  securityLevel: [IsIn(['01', '02'])],
};
for (const [property, rules] of Object.entries(RULES)) {
  for (const rule of rules) rule(InitializeRequest.prototype, property);
}

/** Validates a request as a DTO with class-validator does. */
export async function validated(request) {
  const dto = plainToInstance(InitializeRequest, request);
  await validateOrReject(dto, { whitelist: true, forbidNonWhitelisted: true });
  return dto;
}
