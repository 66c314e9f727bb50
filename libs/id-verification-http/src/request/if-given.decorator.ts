import { ValidateIf } from 'class-validator';

/**
 * An optional field that is absent or valid. Unlike IsOptional it does not let null through.
 *
 * @publicApi
 */
export const IfGiven = () => ValidateIf((_, value) => value !== undefined);
