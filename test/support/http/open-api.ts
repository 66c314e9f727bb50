import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { Response } from './http-caller.js';

/** One operation of the description, by its method and its path with the names of parameters. */
export interface Operation {
  readonly method: string;
  readonly path: string;
}

type Json = Readonly<Record<string, unknown>>;

/** A description of an HTTP interface, to hold answers against. */
export class OpenApi {
  readonly #ajv = new Ajv({ strict: false, validateSchema: false, allErrors: true });

  constructor(readonly document: Json) {
    // The one way in which a default import of CommonJS arrives here.
    addFormats.default(this.#ajv);
    this.#ajv.addSchema(document, 'api');
  }

  get operations(): (Operation & { readonly description: Json })[] {
    return Object.entries(jsonAt(this.document, 'paths')).flatMap(([path, methods]) =>
      Object.entries(asJson(methods)).map(([method, description]) => ({
        method: method.toUpperCase(),
        path,
        description: asJson(description),
      })),
    );
  }

  /** What a response has that the description does not allow. */
  objections(operation: Operation, { status, headers, text, body }: Response): string[] {
    const type = (headers.get('content-type') ?? '').split(';')[0] ?? '';
    const place = ['paths', operation.path, operation.method.toLowerCase(), 'responses', String(status)];
    const schema = ['content', type, 'schema'];
    if (jsonAt(this.document, ...place, ...schema) === NOTHING) {
      return [`${operation.method} ${operation.path} has no ${status} ${type}`];
    }
    const validate = this.#validator([...place, ...schema]);
    const isValid = validate(type.endsWith('json') ? body : text);
    const unannounced = headers.has('retry-after') && jsonAt(this.document, ...place, 'headers') === NOTHING;
    return [
      ...(isValid
        ? []
        : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)),
      ...(unannounced ? [`${status} does not announce Retry-After`] : []),
    ];
  }

  /** The codes of an operation's error answers, and what is said of the answer that holds each. */
  problemCodes({ method, path }: Operation): Map<string, { status: number; retryAfter: boolean }> {
    const responses = jsonAt(this.document, 'paths', path, method.toLowerCase(), 'responses');
    const codes = Object.entries(responses).flatMap(([status, response]) => {
      const schema = jsonAt(asJson(response), 'content', 'application/problem+json', 'schema');
      const { enum: names } = jsonAt(schema, 'allOf', '1', 'properties', 'code');
      const retryAfter = jsonAt(asJson(response), 'headers', 'Retry-After') !== NOTHING;
      return textsIn(names).map((code) => [code, { status: Number(status), retryAfter }] as const);
    });
    return new Map(codes);
  }

  #validator(place: readonly string[]): ValidateFunction {
    const pointer = place.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')));
    return this.#ajv.compile({ $ref: `api#/${pointer.join('/')}` });
  }
}

const NOTHING: Json = {};

/** Every field of every schema and every parameter, and whether it is described with an example. */
export function describedFields(document: Json): { readonly name: string; readonly isComplete: boolean }[] {
  const schemas = Object.entries(jsonAt(document, 'components', 'schemas'));
  const fields = schemas.flatMap(([schema, content]) =>
    Object.entries(jsonAt(asJson(content), 'properties')).map(
      ([field, description]) => [`${schema}.${field}`, asJson(description)] as const,
    ),
  );
  const parameters = new OpenApi(document).operations.flatMap(({ method, path, description }) =>
    Object.values(jsonAt(description, 'parameters')).map(
      (parameter) => [`${method} ${path} ${String(asJson(parameter)['name'])}`, asJson(parameter)] as const,
    ),
  );
  return [...fields, ...parameters].map(([name, description]) => ({
    name,
    isComplete: isComplete(description),
  }));
}

/** A list or another object has its examples further inside. */
function isComplete({ description, schema, ...field }: Json): boolean {
  const { example, type, allOf } = { ...field, ...asJson(schema) };
  const isHolder = type === 'array' || allOf !== undefined;
  return typeof description === 'string' && (example !== undefined || isHolder);
}

/** The object at a place of a document; an empty one where there is none. */
function jsonAt(document: Json, ...place: readonly string[]): Json {
  return place.reduce((at: Json, step) => asJson(at[step]), document);
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function asJson(value: unknown): Json {
  return isJson(value) ? value : NOTHING;
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}
