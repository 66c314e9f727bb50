/**
 * Where what was created can be read.
 *
 * @publicApi
 */
export const LOCATION = {
  Location: {
    description: 'Where it can be read.',
    schema: { type: 'string' as const, format: 'uri-reference', example: '/verifications/order4711' },
  },
};
