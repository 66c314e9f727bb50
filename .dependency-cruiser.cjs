const library = '^libs/id-verification/src';

/** Folders of the library that every other folder may use and that use none of the steps. */
const serving = 'cloudauth|transaction|keys|options|validation|errors|clock|logging';

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'not-declared',
      comment: 'Every package declares what it imports.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'] },
    },
    { name: 'unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'library-stands-alone',
      comment: 'The library knows neither the emulator nor an application.',
      severity: 'error',
      from: { path: library },
      to: { path: '^(apps|test|libs/(?!id-verification))' },
    },
    {
      name: 'serving-folders-know-no-step',
      comment: 'What serves the steps of a verification’s life does not know them.',
      severity: 'error',
      from: { path: `${library}/(${serving})/`, pathNot: '\\.(spec|fixture)\\.ts$' },
      to: { path: `${library}/(initialize|callback|verification|http)/` },
    },
    {
      name: 'errors-know-nothing',
      severity: 'error',
      from: { path: `${library}/errors/` },
      to: { path: library, pathNot: `${library}/errors/` },
    },
    {
      name: 'one-door-to-the-wire',
      comment: 'Only cloudauth/ knows how the vendor is reached.',
      severity: 'error',
      from: { path: library, pathNot: `${library}/cloudauth/|\\.(spec|fixture)\\.ts$` },
      to: { path: `${library}/cloudauth/native/|node_modules/undici`, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'one-door-to-the-database',
      comment: 'Only transaction/ knows SQL and TypeORM; the module registers its entities.',
      severity: 'error',
      from: {
        path: library,
        pathNot: `${library}/transaction/|id-verification\\.module\\.ts$|\\.(spec|fixture)\\.ts$`,
      },
      to: { path: 'node_modules/(typeorm|pg|@nestjs/typeorm)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'doctor-stands-apart',
      comment: 'It is a program that uses the library; nothing of the library loads it.',
      severity: 'error',
      from: { path: library, pathNot: `${library}/doctor/` },
      to: { path: `${library}/doctor/` },
    },
    {
      name: 'emulator-stands-alone',
      comment: 'The emulator checks what the library sends only as long as it shares no code with it.',
      severity: 'error',
      from: { path: '^libs/cloudauth-emulator' },
      to: { path: '^(apps|test|libs/(?!cloudauth-emulator))' },
    },
    {
      name: 'applications-use-packages',
      comment: 'By their names, as a customer does, and not by reaching into their folders.',
      severity: 'error',
      from: { path: '^(apps|test)' },
      to: { path: '^libs/[^/]+/src' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules|/dist/' },
    exclude: { path: '/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'require', 'node', 'default'],
    },
  },
};
