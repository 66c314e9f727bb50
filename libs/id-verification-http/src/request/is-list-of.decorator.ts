import { ValidateBy } from 'class-validator';

/** Values of a closed list, separated by commas. */
export const IsListOf = (known: readonly string[]) =>
  ValidateBy({
    name: 'isIn',
    validator: {
      validate: (value) => typeof value === 'string' && value.split(',').every((one) => known.includes(one)),
      defaultMessage: () => `$property must be one of ${known.join(', ')}, or several separated by commas`,
    },
  });

/** The values of a text that is a list of them. */
export function listed<Value extends string>(
  known: readonly Value[],
  text: string | undefined,
): readonly Value[] | undefined {
  const given = text?.split(',');
  return given && known.filter((value) => given.includes(value));
}
