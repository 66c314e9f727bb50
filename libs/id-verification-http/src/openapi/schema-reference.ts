/**
 * Schemas that are made here and not from classes, by their names in the document.
 *
 * @publicApi
 */
export const SCHEMA_NAMES = {
  start: 'StartVerification',
  problem: 'Problem',
} as const;

export function schemaReference(name: string): { $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}
