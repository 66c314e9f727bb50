// Writes the public API of each package and entry point to `libs/*/api`, where a change of it is seen in review.
// With --check it writes nothing, and fails if a report is not that of the build.
import { mkdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';

const PACKAGES = ['id-verification', 'id-verification-http', 'id-verification-console', 'cloudauth-emulator'];
const isCheck = process.argv.includes('--check');
const silent = { default: { logLevel: 'none' } };

/** The entry points of a package that have types: `.` is `index`, `./testing` is `testing`. */
function entryPoints(folder) {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return Object.entries(exports).flatMap(([path, { types }]) =>
    types === undefined ? [] : [{ name: path === '.' ? 'index' : path.slice(2), declarations: types }],
  );
}

function isUpToDate(folder, { name, declarations }) {
  const reportFolder = join(folder, 'api');
  mkdirSync(reportFolder, { recursive: true });
  const config = ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(folder, 'package.json'),
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: join(folder, declarations),
      compiler: { tsconfigFilePath: join(folder, 'tsconfig.build.json') },
      apiReport: {
        enabled: true,
        reportFolder,
        reportTempFolder: join(tmpdir(), 'api-reports'),
        reportFileName: `${name}.api.md`,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: silent,
        extractorMessageReporting: silent,
        tsdocMessageReporting: silent,
      },
    },
  });
  const { apiReportChanged } = Extractor.invoke(config, {
    localBuild: !isCheck,
    messageCallback: (message) => (message.handled = true),
  });
  return !apiReportChanged;
}

const changed = PACKAGES.map((name) => resolve(import.meta.dirname, '../libs', name)).flatMap((folder) =>
  entryPoints(folder)
    .filter((entry) => !isUpToDate(folder, entry))
    .map(({ name }) => join(folder, 'api', `${name}.api.md`)),
);
for (const report of changed) process.stdout.write(`${isCheck ? 'differs' : 'written'}: ${report}\n`);
if (isCheck && changed.length > 0) {
  process.stdout.write(
    'The public API has changed: run `npm run api:reports`, and say so in CHANGELOG.md.\n',
  );
  process.exitCode = 1;
}
