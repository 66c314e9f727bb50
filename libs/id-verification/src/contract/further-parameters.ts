import type { InitializeParameter } from './initialize-parameters.js';

const JSON_EXAMPLE = '{"facePage":{}}';

/**
 * Parameters of `Initialize` that the vendor documents beyond its page: in the SDK's request model (3.21.2, August 2026),
 * with the values of its comments. Whether each one has an effect on `FACE_LIVENESS` is not confirmed.
 *
 * @publicApi
 */
export const FURTHER_PARAMETERS = {
  returnUrl: {
    wireName: 'ReturnUrl',
    required: false,
    description: 'Where the browser is redirected at the end; web only.',
    example: 'https://www.example.com/continue',
    format: 'web-url',
  },
  languageConfig: {
    wireName: 'LanguageConfig',
    required: false,
    description: 'The language of the pages; the vendor lists no values.',
    example: 'en',
  },
  styleConfig: {
    wireName: 'StyleConfig',
    required: false,
    description: 'The style of the pages, as JSON text with guidepage, ocrPage, ocrResultPage and facePage.',
    example: JSON_EXAMPLE,
    format: 'json-object',
  },
  showGuidePage: {
    wireName: 'ShowGuidePage',
    required: false,
    description: '1: the guide page is shown. 0: it is skipped.',
    example: '0',
    values: ['1', '0'],
    vendorDefault: '1',
  },
  procedurePriority: {
    wireName: 'ProcedurePriority',
    required: false,
    description:
      'For an unsupported browser: url shows an address for another browser, keep ends the flow. Not for a PC.',
    example: 'keep',
    values: ['url', 'keep'],
    vendorDefault: 'url',
  },
  chameleonFrameEnable: {
    wireName: 'ChameleonFrameEnable',
    required: false,
    description: 'Y: the camera frame adapts its colour to the light. N: it does not.',
    example: 'N',
    values: ['Y', 'N'],
  },
  experienceCode: {
    wireName: 'ExperienceCode',
    required: false,
    description: 'The vendor’s code of a trial.',
    example: '9be7b7d0180041219e5ab03ac6dab5fb',
  },
  templateConfig: {
    wireName: 'TemplateConfig',
    required: false,
    description:
      'The actions of the model TEMPLATE: 01 blink, 02 open the mouth, 03 and 04 turn left and right, 05 and 06 move away and nearer, 07 coloured light.',
    example: '01,02,07',
    characters: {
      pattern: /^0[1-7](,0[1-7]){0,2}$/,
      inWords: 'one to three of 01 to 07, separated by commas',
    },
  },
  templateType: {
    wireName: 'TemplateType',
    required: false,
    description: 'Seq: the actions in the order of TemplateConfig. Ran: in random order.',
    example: 'Seq',
    values: ['Seq', 'Ran'],
  },
  templateRanCount: {
    wireName: 'TemplateRanCount',
    required: false,
    description: 'The number of actions that are selected if TemplateType is Ran; default: all.',
    example: '2',
    values: ['2', '3'],
  },
  faceAttributeCheck: {
    wireName: 'FaceAttributeCheck',
    required: false,
    description: 'A check of attributes of the face; the vendor documents no values.',
    example: 'Y',
  },
} as const satisfies Record<string, InitializeParameter>;
