import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createNoopMeter, type Meter, type MetricOptions } from '@opentelemetry/api';
import ts from 'typescript';
import { EVENT_MEANINGS } from './event-meanings.fixture.js';
import { createGauges, createInstruments, createPoolGauges } from './instruments.js';
import { METRIC_ATTRIBUTES } from './metric-attributes.fixture.js';

const SOURCE = join(__dirname, '..');

const HOST_SOURCES = ['../../../id-verification-http/src', '../../../../apps/sample/src'].map((path) =>
  join(__dirname, path),
);

/** How a worker names the failure of its task. */
const WORKER_EVENT = '`${task.name}_failed`';

const KINDS: Partial<Record<keyof Meter, string>> = {
  createHistogram: 'histogram',
  createCounter: 'counter',
  createGauge: 'gauge',
  createObservableGauge: 'gauge',
  createObservableUpDownCounter: 'up-down counter',
};

interface Metric {
  readonly name: string;
  readonly kind: string;
  readonly unit: string;
  readonly description: string;
}

/** Every metric that the library declares, in the order of declaration. */
export function describeMetrics(): readonly Metric[] {
  const metrics: Metric[] = [];
  const noop = createNoopMeter();
  const meter = new Proxy(noop, {
    get:
      (_, method: keyof Meter) =>
      (name: string, { unit = '', description = '' }: MetricOptions) => {
        metrics.push({ name, kind: KINDS[method] ?? method, unit, description });
        return Reflect.apply(noop[method], noop, [name]);
      },
  });
  createInstruments(meter);
  createGauges(meter);
  createPoolGauges(meter);
  return metrics;
}

interface LogEvent {
  readonly event: string;
  readonly levels: readonly string[];
  readonly fields: readonly string[];
}

/** Every event that the library logs: the calls of `logLine` in its source. */
export function describeLogEvents(): readonly LogEvent[] {
  return describe(sourceFiles(SOURCE).flatMap(callsOfLogLine));
}

/** Every event of `nestjs-id-verification-http` and of the sample: calls of a logger with the name of an event. */
export function describeHostEvents(): readonly LogEvent[] {
  return describe(HOST_SOURCES.flatMap((folder) => sourceFiles(folder).flatMap(callsOfLogger)));
}

function describe(calls: readonly LogCall[]): readonly LogEvent[] {
  const events = [...new Set(calls.map(({ event }) => event))].sort();
  return events.map((event) => {
    const own = calls.filter((call) => call.event === event);
    const distinct = (values: readonly string[]) => [...new Set(values)].sort();
    return {
      event,
      levels: distinct(own.map(({ level }) => level)),
      fields: distinct(own.flatMap(({ fields }) => fields)),
    };
  });
}

const PARSED = new Map<string, readonly ts.SourceFile[]>();

function sourceFiles(folder: string): readonly ts.SourceFile[] {
  const files = PARSED.get(folder) ?? parse(folder);
  PARSED.set(folder, files);
  return files;
}

function parse(folder: string): readonly ts.SourceFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !/\.(spec|fixture)\.ts$/.test(path))
    .map((path) =>
      ts.createSourceFile(path, readFileSync(join(folder, path), 'utf8'), ts.ScriptTarget.Latest, true),
    );
}

interface LogCall {
  readonly event: string;
  readonly level: string;
  readonly fields: readonly string[];
}

function callsIn(file: ts.SourceFile): readonly ts.CallExpression[] {
  const found: ts.CallExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function callsOfLogLine(file: ts.SourceFile): readonly LogCall[] {
  return callsIn(file)
    .filter(({ expression }) => expression.getText() === 'logLine')
    .flatMap((call) => {
      const [event, fields] = call.arguments;
      return eventsOf(event, file).flatMap((name) =>
        levelsOf(call).map((level) => ({ event: name, level, fields: fieldsOf(fields) })),
      );
    });
}

/** The names that the first argument of `logLine` can be. @throws Error for one that the reference could not list */
function eventsOf(name: ts.Expression | undefined, file: ts.SourceFile): readonly string[] {
  if (name !== undefined && ts.isStringLiteral(name)) return [name.text];
  if (name?.getText() === WORKER_EVENT) return workerNames().map((worker) => `${worker}_failed`);
  throw new Error(`${file.fileName}: the event ${name?.getText()} must be a literal, for the reference`);
}

/** The members of the union `WorkerName`. */
function workerNames(): readonly string[] {
  const text = readFileSync(join(SOURCE, 'runtime/worker-task.ts'), 'utf8');
  const union = /export type WorkerName =([^;]+);/.exec(text)?.[1] ?? '';
  return [...union.matchAll(/'(\w+)'/g)].map(([, name = '']) => name);
}

function callsOfLogger(file: ts.SourceFile): readonly LogCall[] {
  return callsIn(file).flatMap(({ expression, arguments: [event, ...given] }) => {
    const level = /ogger\.(log|warn|error|debug|fatal)$/.exec(expression.getText())?.[1];
    if (level === undefined || event === undefined || !ts.isStringLiteral(event)) return [];
    return [{ event: event.text, level, fields: fieldsOf(given.find(ts.isObjectLiteralExpression)) }];
  });
}

/** The methods of the logger that the line is passed to, directly or as a constant of its block. */
function levelsOf(line: ts.CallExpression): readonly string[] {
  const { parent } = line;
  const text = ts.isVariableDeclaration(parent)
    ? [
        ...parent.parent.parent.parent
          .getText()
          .matchAll(new RegExp(`\\w+\\(${parent.name.getText()}\\)`, 'g')),
      ].join()
    : parent.getText();
  const levels = [...text.matchAll(/\b(log|warn|error|debug)\(/g)].map(([, level = '']) => level);
  return levels.length === 0 ? [''] : ts.isVariableDeclaration(parent) ? levels : levels.slice(0, 1);
}

function fieldsOf(fields: ts.Expression | undefined): string[] {
  if (fields === undefined) return [];
  if (ts.isCallExpression(fields)) return fieldsOfCall(fields.expression.getText());
  if (ts.isIdentifier(fields)) return fieldsOf(constantNamed(fields.text, fields));
  if (ts.isConditionalExpression(fields))
    return [...fieldsOf(fields.whenTrue), ...fieldsOf(fields.whenFalse)];
  if (!ts.isObjectLiteralExpression(fields)) return [];
  return fields.properties.flatMap((property) =>
    ts.isSpreadAssignment(property) ? fieldsOf(property.expression) : [property.name.getText()],
  );
}

/** The fields that a function returns. @throws Error for one that the reference does not know */
function fieldsOfCall(name: string): string[] {
  if (name === 'errorFields') return ['code', 'vendorCode', 'vendorHttpStatus', 'requestId', 'hint'];
  if (name === 'operatorMessage') return ['vendorMessage', 'parameters'];
  if (name === 'Object.assign') return sourceFiles(SOURCE).flatMap(bootFactsIn);
  throw new Error(`The fields of ${name}() are not known, for the reference`);
}

/** The fields of the line `started` that a class adds with `bootFacts()`. */
function bootFactsIn(file: ts.SourceFile): string[] {
  return [...file.text.matchAll(/ bootFacts\(\): [^{]+\{\s+return \{ (\w+):/g)].map(
    ([, field = '']) => field,
  );
}

/** The value of a constant in the blocks around a node. */
function constantNamed(name: string, from: ts.Node): ts.Expression | undefined {
  for (let block: ts.Node = from.parent; !ts.isSourceFile(block); block = block.parent) {
    const declared = ts.isBlock(block) ? block.statements.filter(ts.isVariableStatement) : [];
    const found = declared
      .flatMap(({ declarationList }) => declarationList.declarations)
      .find((declaration) => declaration.name.getText() === name);
    if (found !== undefined) return found.initializer;
  }
  return undefined;
}

/** The reference of metrics and log events as Markdown. */
export function telemetryReference(): string {
  const metrics = describeMetrics().map(
    ({ name, kind, unit, description }) =>
      `| \`${name}\` | ${kind} | \`${unit}\` | ${description} | ${METRIC_ATTRIBUTES[name] ?? '–'} |`,
  );
  const rowsOf = (events: readonly LogEvent[]) =>
    events.map(
      ({ event, levels, fields }) =>
        `| \`${event}\` | ${levels.join(', ')} | ${EVENT_MEANINGS[event] ?? ''} | ${fields.map((field) => `\`${field}\``).join(', ')} |`,
    );
  return `# Metrics and log events

The alerts and their runbooks: [Operations](../operations.md). This page is generated from the source.

## Metrics

Names follow OpenTelemetry; in Prometheus \`_\` replaces \`.\`, and counters end in \`_total\`. Every metric has the attribute \`id_verification.instance\`, the module instance's name. The other attributes have the prefix \`id_verification.\` too, except \`error.type\` and those of the connection pool: \`vendor.operation\` is \`id_verification.vendor.operation\`, in Prometheus \`id_verification_vendor_operation\`. All values come from closed lists or are names in your code (handlers); they contain no data of a user, no id, no URL and no text of the vendor.

| metric | kind | unit | meaning | attributes |
| --- | --- | --- | --- | --- |
${metrics.join('\n')}

## Log events

A line is \`event key=value …\` in the context \`IdVerification\`; fields without a value are left out.

| event | level | meaning | fields |
| --- | --- | --- | --- |
${rowsOf(describeLogEvents()).join('\n')}

## Log events of the HTTP layer and the sample

\`nestjs-id-verification-http\` and the sample log these besides; a request is one line \`request\` in the context \`Access\`.

| event | level | meaning | fields |
| --- | --- | --- | --- |
${rowsOf(describeHostEvents()).join('\n')}
`;
}
