/**
 * The subcodes that the vendor's native SDK returns to an app, with their meaning. Source: the vendor's page "Native SDK
 * client result codes and result subcodes", table for Android; only 1000 and 1001 are billed.
 */
const MEANINGS: Readonly<Record<string, string>> = {
  A1000_1: 'The user finished; suggested result: passed. CheckResult decides.',
  A1001_1: 'The user finished; suggested result: failed. CheckResult decides.',
  A1002_1: 'The model could not be loaded or was not ready.',
  A1002_2: 'The app went to the background and came back; the SDK ended the flow.',
  A1002_3: 'A native library could not be loaded.',
  A1002_4: 'The SDK was busy with an earlier session.',
  A1003_1: 'The content for the start of the SDK was empty.',
  A1003_2: 'The content for the start of the SDK had a wrong format.',
  A1003_3: 'The Protocol (ExtProtocol) could not be parsed.',
  A1003_4: 'The content for the start of the SDK could not be decrypted.',
  A1003_5: 'The start of the SDK was refused (Code or BizCode).',
  A1003_6: 'The content for the start of the SDK named no OSS.',
  A1003_7: 'The app passed an empty Context.',
  A1003_8: 'The app passed an empty Protocol.',
  A1004_1: 'The front camera failed.',
  A1004_2: 'The camera could not be opened.',
  A1004_3: 'The rear camera failed.',
  A1005_1: 'The network failed at the start of the SDK.',
  A1005_2: 'The network failed during the verification.',
  A1005_3: 'The response during the verification could not be understood.',
  A1006_1: 'The user left.',
  A1006_2: 'The user was idle for 15 minutes.',
  A1007_1: 'The TransactionId is invalid.',
  A1008_1: 'The app lacks the NFC module of the SDK.',
  A1008_2: 'The app lacks the OCR module of the SDK.',
  A1008_3: 'The app lacks the face module of the SDK.',
  A1010_1: 'The app called verify before install.',
  A1012_1: 'Key information of the document is missing or has a wrong format.',
  A1014_1: 'There were too many errors.',
  A1015_1: 'The version of Android is too old.',
  A1016_1: 'The app has no permission to use the camera.',
  A1017_1: 'The parameter productCode is empty.',
  A2000_1: 'NFC could not be configured.',
  A2000_2: 'The app has no permission to use NFC.',
  A2002_1: 'The device does not support NFC.',
};

/**
 * A subcode of the native SDK.
 *
 * @publicApi
 */
export interface NativeSubCode {
  /** For example `A1006_2`. */
  readonly subCode: string;
  /** The documented meaning, for support staff. */
  readonly meaning: string;
}

/**
 * The subcodes that an app may have got with a result code: the one that the log names, else all that are documented for
 * the code.
 *
 * @param code the numeric result code, for example `1006`
 * @param logged values of the vendor's log that may be a subcode
 */
export function nativeSubCodes(code: string | undefined, logged: readonly unknown[]): NativeSubCode[] {
  const all = Object.entries(MEANINGS).map(([subCode, meaning]) => ({ subCode, meaning }));
  const named = all.filter(({ subCode }) => logged.includes(subCode));
  return named.length > 0 ? named : all.filter(({ subCode }) => subCode.startsWith(`A${code}_`));
}
