/* The tables of `README.md`, one or two for each measurement, from its result. */
const row = (cells) => `| ${cells.join(' | ')} |`;
const table = (head, rows) => [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

const short = (number) => (Math.abs(number) >= 100 ? Math.round(number) : Number(number.toFixed(2)));
const ms = (number) => `${short(number)} ms`;
const us = (number) => `${short(number)} µs`;
const mb = (number) => `${short(number)} MB`;
const seconds = (number) => `${number.toFixed(1)} s`;
const percent = (share) => `${(100 * share).toFixed(1)} %`;
const list = (numbers, unit) => numbers.map(unit).join(', ');
const thousands = (number) => number.toLocaleString('en');

const NAMES = {
  library: 'library',
  plain: 'hand-written',
  guaranteed: 'hand-written, same guarantees',
  baseline: 'library before',
  genuine: "vendor's client",
  bare: 'undici alone',
  native: 'native client',
  'rate-limit': 'library with rate limit',
};

const BURSTS = { forged: 'forged', bare: 'a route alone', mixed: 'mixed' };

export const TABLES = {
  'whole-verification': ({ count, rounds, results }) => [
    `One verification, \`--count ${count} --rounds ${rounds}\`:`,
    table(
      [
        'contender',
        'in flight',
        'verifications/s',
        'Node CPU',
        'database CPU',
        'statements',
        'callback to handler',
        'library beside it: rate, Node CPU, database CPU',
      ],
      results.map(({ contender, inFlight, medians, firstBeside: ratio }) => [
        NAMES[contender],
        inFlight,
        short(medians.perSecond),
        ms(medians.nodeMs),
        ms(medians.databaseMs),
        short(medians.statements),
        ms(medians.verdictMs),
        list([ratio.perSecond, ratio.nodeMs, ratio.databaseMs], short),
      ]),
    ),
  ],
  'vendor-call': ({ count, rounds, results }) => [
    `One call of Initialize, \`--count ${count} --rounds ${rounds}\`:`,
    table(
      ['contender', 'in flight', 'calls/s', 'CPU of a call', 'library beside it: rate, CPU'],
      results.map(({ contender, inFlight, medians, firstBeside: ratio }) => [
        NAMES[contender],
        inFlight,
        short(medians.perSecond),
        us(medians.cpuUs),
        list([ratio.perSecond, ratio.cpuUs], short),
      ]),
    ),
  ],
  'added-latency': ({ perSecond, latencyMs, results }) => [
    `Initialize ${perSecond} times a second, over a vendor that takes ${latencyMs} ms:`,
    table(
      ['', 'p50', 'p99', 'added p50', 'added p99'],
      results.map(({ contender, medians, added }) => [
        NAMES[contender],
        ms(medians.p50),
        ms(medians.p99),
        ms(added.p50),
        ms(added.p99),
      ]),
    ),
  ],
  callbacks: ({ perSecond, seconds, genuine, results }) => [
    `${thousands(perSecond * seconds)} callbacks, ${thousands(perSecond)} a second offered, ${genuine} of the mixed ones genuine:`,
    table(
      ['', 'callbacks/s', 'CPU of one', 'p50', 'p99', 'p99 of genuine ones', 'forged beside it: CPU, p50'],
      results.map(({ platform, contender, medians, firstBeside: ratio }) => [
        `${platform === 'express' ? 'Express' : 'Fastify'}, ${BURSTS[contender]}`,
        short(medians.perSecond),
        us(medians.cpuUs),
        ms(medians.p50),
        ms(medians.p99),
        contender === 'mixed' ? ms(medians.genuineP99) : '',
        list([ratio.cpuUs, ratio.p50], short),
      ]),
    ),
  ],
  replicas: ({ perSecond, results }) => [
    `${perSecond} verifications a second in all:`,
    table(
      ['processes', 'database CPU of one', 'Node CPU of one', 'the most processes beside it: database CPU'],
      results.map(({ processes, medians, firstBeside: ratio }) => [
        processes,
        ms(medians.databaseMs),
        ms(medians.nodeMs),
        short(ratio.databaseMs),
      ]),
    ),
  ],
  growth: ({ sizes, results }) => [
    `Pages and time of a method's statements with ${list(sizes, thousands)} verifications:`,
    table(
      ['method', 'statements', 'pages', 'time', 'ratio of pages, time'],
      results.map(({ method, statements, pages, ms: times, pagesRatio, msRatio }) => [
        method,
        statements,
        list(pages, thousands),
        list(times, ms),
        list([pagesRatio, msRatio], short),
      ]),
    ),
  ],
  drain: ({ rows, results }) => [
    `${thousands(rows)} verifications due at once:`,
    table(
      ['', 'database CPU of one'],
      [
        ['at the start', ms(results.startMs)],
        ['at the end', ms(results.endMs)],
      ],
    ),
  ],
  memory: ({ count, results: { points, rssMbPer10000, heapMbPer10000, updates } }) => [
    `${thousands(count)} verifications in one process:`,
    table(
      ['', 'first', 'last', 'growth for 10,000, second half'],
      [
        ['resident memory', mb(points[0].rssMb), mb(points.at(-1).rssMb), mb(rssMbPer10000)],
        ['heap', mb(points[0].heapMb), mb(points.at(-1).heapMb), mb(heapMbPer10000)],
      ],
    ),
    table(
      ['updates of', 'HOT, which write no index'],
      Object.entries(updates).map(([name, { hotShare }]) => [`\`${name}\``, percent(hotShare)]),
    ),
  ],
  idle: ({ results }) => [
    table(
      ['idle process', 'statements a minute', 'CPU a minute'],
      results.map(({ contender, statements, nodeMs }) => [
        NAMES[contender],
        Math.round(statements),
        `${Math.round(nodeMs)} ms`,
      ]),
    ),
  ],
  start: ({ results }) => [
    'From a clean clone:',
    table(
      ['', ''],
      [
        ['`npm ci`', seconds(results.ciSeconds)],
        [
          'packages, all and with `--omit=dev`',
          list([results.packages, results.productionPackages], thousands),
        ],
        ['`npm start` to the first response', seconds(results.firstStartSeconds)],
        ['`npm start` again', seconds(results.secondStartSeconds)],
        [
          'import of the library, its peers loaded, and its CPU',
          list([results.importMs, results.importCpuMs], ms),
        ],
      ],
    ),
  ],
};
