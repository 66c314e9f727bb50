import { parseArgs } from 'node:util';
import { print, printJson } from './support/figures.mjs';
import { addHistory } from './support/history.mjs';
import { startProcess } from './support/measured-process.mjs';
import { scratchDatabase } from './support/scratch-database.mjs';

/*
 * What the library's methods cost the database as history grows: the pages that their statements read, which are the
 * same in every run, and their time. `--rows 10000,1000000` takes a minute to fill, `--rows 10000,10000000` a quarter of an hour.
 */
const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000,100000' },
    repeat: { type: 'string', default: '9' },
    json: { type: 'boolean', default: false },
  },
});
const sizes = values.rows.split(',').map(Number);

async function measure(size) {
  const database = await scratchDatabase();
  try {
    await addHistory(database, size);
    const application = await startProcess('./growth-process.mjs', {
      kind: 'library',
      name: 'bench-growth',
      databaseUrl: database.url,
      repeat: Number(values.repeat),
    });
    await application.stop();
    return application.ready;
  } finally {
    await database.drop();
  }
}

const measured = [];
for (const size of sizes) measured.push(await measure(size));
const results = measured[0].map(({ method }, index) => {
  const of = measured.map((methods) => methods[index]);
  const [first, last] = [of[0], of.at(-1)];
  return {
    method,
    statements: first.statements,
    pages: of.map(({ pages }) => pages),
    ms: of.map(({ ms }) => ms),
    pagesRatio: last.pages / first.pages,
    msRatio: last.ms / first.ms,
  };
});
for (const { method, ...figures } of results) print(method, figures);
printJson(values, { bench: 'growth', sizes, results });
