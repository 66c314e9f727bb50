import { createRequire } from 'node:module';

// Loaded as the product SDK loads it: the default export of a CommonJS package is not the class in every ES loader.
const require = createRequire(import.meta.url);
type Core = typeof import('@alicloud/openapi-core', { with: { 'resolution-mode': 'require' } });
const { default: OpenApi, $OpenApiUtil, OpenApiUtil } = require('@alicloud/openapi-core') as Core;
type Dara = typeof import('@darabonba/typescript', { with: { 'resolution-mode': 'require' } });
const $dara = require('@darabonba/typescript') as Dara;
type RuntimeOptions = InstanceType<Dara['RuntimeOptions']>;

/**
 * A stand-in for the vendor's product SDK, which not every registry serves: the same classes and methods by the same
 * names, on the same genuine core. Shaped after version 3.21 of `@alicloud/cloudauth-intl20220809`: requests are
 * checked and named by their classes, all parameters but pictures travel in the query, and a response is read into classes
 * that drop what they do not know and throw over a field of another type.
 */

type Types = Readonly<Record<string, unknown>>;

/** A model's class, by wire name and type. */
function model(fields: Types): ReturnType<typeof modelClass> {
  return modelClass(
    Object.fromEntries(Object.keys(fields).map((wireName) => [propertyOf(wireName), wireName])),
    Object.fromEntries(Object.entries(fields).map(([wireName, type]) => [propertyOf(wireName), type])),
  );
}

function modelClass(names: Record<string, string>, types: Types) {
  return class extends $dara.Model {
    static names(): Record<string, string> {
      return names;
    }

    static types(): Types {
      return types;
    }
  };
}

/** The generator's rule and its two exceptions. */
function propertyOf(wireName: string): string {
  if (wireName === 'MRTDInput') return wireName;
  if (wireName === 'UseNFC') return 'useNFC';
  return wireName.charAt(0).toLowerCase() + wireName.slice(1);
}

/** Fields of text, by wire names with spaces between them. */
function strings(wireNames: string): Record<string, 'string'> {
  return Object.fromEntries(
    wireNames
      .trim()
      .split(/\s+/)
      .map((wireName) => [wireName, 'string']),
  );
}

const INITIALIZE_FIELDS = {
  ...strings(`
    AppQualityCheck Authorize AutoRegistration CallbackToken CallbackUrl ChameleonFrameEnable Crop DateOfBirth
    DocType DocVideo ExperienceCode FaceAttributeCheck FaceGroupCodes FacePictureBase64 FacePictureUrl
    FaceRegisterGroupCode FaceVerifyThreshold LanguageConfig MRTDInput MerchantBizId MerchantUserId MetaInfo Model
    ProcedurePriority ProductCode ReturnFaces ReturnUrl SaveFacePicture SceneCode SecurityLevel ShowGuidePage
    StyleConfig TargetFacePicture TemplateConfig TemplateRanCount TemplateType UpdateFaceIfUserExists UseNFC
  `),
  DocPageConfig: { type: 'array', itemType: 'string' },
};
export const InitializeRequest = model(INITIALIZE_FIELDS);
export const InitializeV2Request = model(INITIALIZE_FIELDS);
export const CheckResultRequest = model(
  strings('ExtraImageControlList IsReturnImage MerchantBizId ReturnFiveCategorySpoofResult TransactionId'),
);
export const CheckVerifyLogRequest = model(strings('MerchantBizId TransactionId'));
export const DeleteVerifyResultRequest = model(strings('DeleteAfterQuery DeleteType TransactionId'));

const RESULTS: Readonly<Record<string, Types>> = {
  Initialize: strings('ClientCfg Protocol TransactionId TransactionUrl'),
  InitializeV2: strings('ClientCfg Protocol TransactionId TransactionUrl'),
  CheckResult: strings(
    'EkycResult ExtBasicInfo ExtFaceInfo ExtIdInfo ExtInfo ExtRiskInfo ExtSourceInfo Passed SubCode',
  ),
  CheckVerifyLog: strings('InterruptPage LogInfo Passed SubCode'),
  DeleteVerifyResult: strings('DeleteResult TransactionId'),
  KeepaliveIntl: strings('Result'),
};

/** A response's class: status and headers, and the body with its result. */
function responseOf(action: string): ReturnType<typeof modelClass> {
  const body = model({ ...strings('Code Message RequestId'), Result: model(RESULTS[action] ?? {}) });
  return modelClass(
    { headers: 'headers', statusCode: 'statusCode', body: 'body' },
    { headers: { type: 'map', keyType: 'string', valueType: 'string' }, statusCode: 'number', body },
  );
}

type Request = InstanceType<ReturnType<typeof modelClass>>;

export default class Client extends OpenApi {
  async initializeWithOptions(request: Request, runtime: RuntimeOptions): Promise<object> {
    return this.initializeAs('Initialize', request, runtime, ['FacePictureBase64']);
  }

  async initializeV2WithOptions(request: Request, runtime: RuntimeOptions): Promise<object> {
    return this.initializeAs('InitializeV2', request, runtime, ['FacePictureBase64', 'TargetFacePicture']);
  }

  async checkResultWithOptions(request: Request, runtime: RuntimeOptions): Promise<object> {
    return this.send('CheckResult', runtime, { query: OpenApiUtil.query(wireParameters(request)) });
  }

  async checkVerifyLogWithOptions(request: Request, runtime: RuntimeOptions): Promise<object> {
    return this.send('CheckVerifyLog', runtime, { body: OpenApiUtil.parseToMap(wireParameters(request)) });
  }

  async deleteVerifyResultWithOptions(request: Request, runtime: RuntimeOptions): Promise<object> {
    return this.send('DeleteVerifyResult', runtime, { query: OpenApiUtil.query(wireParameters(request)) });
  }

  async keepaliveIntlWithOptions(runtime: RuntimeOptions): Promise<object> {
    return this.send('KeepaliveIntl', runtime, {});
  }

  private async initializeAs(
    action: string,
    request: Request,
    runtime: RuntimeOptions,
    inBody: readonly string[],
  ): Promise<object> {
    const { DocPageConfig: pages, ...fields } = wireParameters(request);
    const part = (body: boolean) =>
      Object.fromEntries(Object.entries(fields).filter(([name]) => inBody.includes(name) === body));
    return this.send(action, runtime, {
      query: OpenApiUtil.query({
        ...part(false),
        ...(pages !== undefined && { DocPageConfig: JSON.stringify(pages) }),
      }),
      body: OpenApiUtil.parseToMap(part(true)),
    });
  }

  private async send(action: string, runtime: RuntimeOptions, request: Types): Promise<object> {
    const params = new $OpenApiUtil.Params({
      action,
      version: '2022-08-09',
      protocol: 'HTTPS',
      pathname: '/',
      method: 'POST',
      authType: 'AK',
      style: 'RPC',
      reqBodyType: 'formData',
      bodyType: 'json',
    });
    const response = await this.callApi(params, new $OpenApiUtil.OpenApiRequest(request), runtime);
    const Response = responseOf(action);
    return $dara.cast(response, new Response({}));
  }
}

function wireParameters(request: Request): Record<string, unknown> {
  request.validate();
  return request.toMap();
}
