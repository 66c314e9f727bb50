import { ValidateBy } from 'class-validator';
import { parseObject, type JsonObject } from '../../validation/json-object.js';

/** Rejects `PHOTINUS_LIVENESS` for a PC: the vendor supports it on phones and tablets only. */
export function IsModelForDevice(): PropertyDecorator {
  return ValidateBy({
    name: 'isModelForDevice',
    validator: {
      validate: (model, validation) =>
        model !== 'PHOTINUS_LIVENESS' || !isPcMetaInfo(metaInfoOf(validation?.object)),
      defaultMessage: () =>
        '$property must not be PHOTINUS_LIVENESS when metaInfo comes from a PC, which has no support for it',
    },
  });
}

/**
 * Whether MetaInfo names a PC or a browser on a desktop system. A Macintosh does not count, because an iPad reports the
 * same name.
 */
function isPcMetaInfo(metaInfo: unknown): boolean {
  const { deviceType, ua } = parse(metaInfo);
  if (typeof deviceType !== 'string') return false;
  if (deviceType.toLowerCase() === 'pc') return true;
  return (
    deviceType.toLowerCase() === 'web' && typeof ua === 'string' && /Windows NT|X11; (Linux|CrOS)/.test(ua)
  );
}

/** Whether MetaInfo names a browser: `web` on a desktop, `h5` on a phone. */
export function isBrowserMetaInfo(metaInfo: unknown): boolean {
  const { deviceType } = parse(metaInfo);
  return typeof deviceType === 'string' && ['web', 'h5'].includes(deviceType.toLowerCase());
}

function metaInfoOf(object: object | undefined): unknown {
  return object !== undefined && 'metaInfo' in object ? object.metaInfo : undefined;
}

function parse(metaInfo: unknown): JsonObject {
  return parseObject(String(metaInfo)) ?? {};
}
