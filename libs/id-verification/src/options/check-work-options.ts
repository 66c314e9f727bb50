import { isRecord, oneOf, range, unknownKeys, type Unknowns } from './option-checks.js';

/** The options of what goes on by itself. */
export const WORK_OPTIONS = [
  'background',
  'delivery',
  'retentionDays',
  'shutdownMs',
  'statementTimeoutMs',
  'preparedStatements',
] as const;

export function workOptionProblems(options: Unknowns): string[] {
  return [
    ...backgroundProblems(options['background']),
    ...deliveryProblems(options['delivery']),
    ...range(options, 'retentionDays', 1, 36_500),
    ...range(options, 'shutdownMs', 0, 300_000),
    ...range(options, 'statementTimeoutMs', 100, 600_000),
    ...oneOf(options, 'preparedStatements', [true, false]),
  ];
}

function backgroundProblems(value: unknown): string[] {
  if (value === undefined) return [];
  if (!isRecord(value)) return ['`background` must be an object'];
  return [
    ...unknownKeys(value, 'background.', ['enabled', 'batchSize', 'pauseMs']),
    ...oneOf(value, 'enabled', [true, false], 'background.'),
    ...range(value, 'batchSize', 1, 100, 'background.'),
    ...range(value, 'pauseMs', 100, 60_000, 'background.'),
  ];
}

function deliveryProblems(value: unknown): string[] {
  if (value === undefined) return [];
  if (!isRecord(value)) return ['`delivery` must be an object'];
  return [
    ...unknownKeys(value, 'delivery.', [
      'maxAttempts',
      'timeoutMs',
      'firstPauseMs',
      'longestPauseMs',
      'concurrency',
    ]),
    ...range(value, 'maxAttempts', 1, 100, 'delivery.'),
    ...range(value, 'timeoutMs', 100, 300_000, 'delivery.'),
    ...range(value, 'firstPauseMs', 10, 3_600_000, 'delivery.'),
    ...range(value, 'longestPauseMs', 10, 86_400_000, 'delivery.'),
    ...range(value, 'concurrency', 1, 100, 'delivery.'),
  ];
}
