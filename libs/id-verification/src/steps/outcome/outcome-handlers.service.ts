import { Inject, Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { EntityManager } from 'typeorm';
import { IdVerificationConfigurationError } from '../../errors/configuration.error.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../options/id-verification-options.js';
import { isHandlerName } from './handler-name.js';
import type { BootFacts, BootFactSource } from '../../runtime/boot-facts.js';
import {
  decoratedMethods,
  outcomeHandlersOf,
  type DecoratedMethod,
  type OutcomeHandlerMetadata,
} from './on-verification-outcome.decorator.js';
import type { OutcomeName, VerificationOutcome } from './verification-outcome.js';

/** A handler that this process registers. */
export interface RegisteredHandler {
  readonly name: string;
  readonly outcomes: readonly OutcomeName[];
  call(outcome: VerificationOutcome, manager: EntityManager): unknown;
}

interface Found {
  readonly metadata: OutcomeHandlerMetadata;
  readonly owner: object;
  readonly method: (outcome: VerificationOutcome, manager: EntityManager) => unknown;
  readonly where: string;
  /** The provider's scope, if not the default. */
  readonly scope: 'request-scoped' | 'transient' | undefined;
}

type Wrapper = ReturnType<DiscoveryService['getProviders']>[number];

/** Finds the decorated methods of the application's providers. */
@Injectable()
export class OutcomeHandlersService implements BootFactSource {
  private registered: ReadonlyMap<string, RegisteredHandler> = new Map();
  private notFound: readonly DecoratedMethod[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  get(name: string): RegisteredHandler | undefined {
    return this.registered.get(name);
  }

  all(): RegisteredHandler[] {
    return [...this.registered.values()];
  }

  /** Decorated methods of this process that belong to no provider of the application. */
  unregistered(): readonly DecoratedMethod[] {
    return this.notFound;
  }

  bootFacts(): BootFacts {
    return { handlers: [...this.registered.keys()].join(',') || 'none' };
  }

  /** @throws IdVerificationConfigurationError that lists each invalid handler with the reason */
  discover(): void {
    const all = unique(this.found());
    const instances = this.instances();
    const found = all.filter(({ metadata }) => metadata.instance === this.options.instance);
    const problems = [
      ...found.flatMap(problemsOf),
      ...duplicateNames(found),
      ...strayHandlers(all, instances),
      ...repeatedInstances(instances),
    ];
    if (problems.length > 0) throw new IdVerificationConfigurationError(problems);
    this.notFound = decoratedMethods().filter(
      ({ metadata }) =>
        metadata.instance === this.options.instance && !found.some((one) => one.metadata === metadata),
    );
    this.registered = new Map(
      found.map(({ metadata: { name, outcomes }, owner, method }) => [
        name,
        { name, outcomes, call: (outcome, manager) => method.call(owner, outcome, manager) },
      ]),
    );
  }

  private found(): Found[] {
    return [...this.discovery.getProviders(), ...this.discovery.getControllers()].flatMap((wrapper) => {
      const owner: unknown = wrapper.instance;
      // The instance's prototype if there is an instance: the metatype of a factory provider is the factory.
      const prototype: unknown = isObject(owner) ? Object.getPrototypeOf(owner) : wrapper.metatype?.prototype;
      if (!isObject(prototype)) return [];
      return this.scanner.getAllMethodNames(prototype).flatMap((name): Found[] => {
        const method: unknown = Reflect.get(prototype, name);
        if (!isMethod(method)) return [];
        const where = `${String(wrapper.name)}.${name}`;
        return outcomeHandlersOf(holderOf(prototype, name), name, method).map((metadata) => ({
          metadata,
          owner: isObject(owner) ? owner : prototype,
          method,
          where,
          scope: scopeOf(wrapper),
        }));
      });
    });
  }

  /** The names of the application's instances of the module. */
  private instances(): string[] {
    return this.discovery
      .getProviders()
      .filter(({ token }) => token === RESOLVED_OPTIONS)
      .map(({ instance }) => (isObject(instance) && 'instance' in instance ? String(instance.instance) : ''));
  }
}

function scopeOf(wrapper: Wrapper): Found['scope'] {
  if (!wrapper.isDependencyTreeStatic()) return 'request-scoped';
  return wrapper.isTransient ? 'transient' : undefined;
}

/** The prototype in the chain that declares the method. */
function holderOf(prototype: object, name: string): object {
  let holder: object | null = prototype;
  while (holder !== null && !Object.hasOwn(holder, name)) holder = Reflect.getPrototypeOf(holder);
  return holder ?? prototype;
}

function isMethod(value: unknown): value is Found['method'] {
  return typeof value === 'function';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Removes duplicates: an alias (`useExisting`) yields the same object twice. */
function unique(found: readonly Found[]): Found[] {
  return found.filter(
    (one, index) =>
      found.findIndex(({ owner, metadata }) => owner === one.owner && metadata === one.metadata) === index,
  );
}

const NOT_THERE = {
  'request-scoped': 'which does not exist outside a request',
  transient: 'of which each consumer has its own',
} as const;

function problemsOf({ metadata, where, scope }: Found): string[] {
  return [
    ...(isHandlerName(metadata.name)
      ? []
      : [`the outcome handler ${where} needs a name of 1 to 128 letters, digits, \`.\`, \`_\` or \`-\``]),
    ...(metadata.outcomes.length > 0 ? [] : [`the outcome handler ${where} names no outcome`]),
    ...(scope === undefined
      ? []
      : [
          `the outcome handler ${where} belongs to a ${scope} provider, ${NOT_THERE[scope]}; move it to a provider of default scope`,
        ]),
  ];
}

function duplicateNames(found: readonly Found[]): string[] {
  const names = found.map(({ metadata }) => metadata.name);
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))].map(
    (name) =>
      `the outcome handlers ${found
        .filter(({ metadata }) => metadata.name === name)
        .map(({ where }) => where)
        .join(' and ')} have the same name \`${name}\``,
  );
}

function strayHandlers(found: readonly Found[], instances: readonly string[]): string[] {
  return found
    .filter(({ metadata }) => !instances.includes(metadata.instance))
    .map(
      ({ metadata, where }) =>
        `the outcome handler ${where} belongs to the instance \`${metadata.instance}\`, which is not there; there are ${instances.join(', ')}`,
    );
}

function repeatedInstances(instances: readonly string[]): string[] {
  return [...new Set(instances.filter((name, index) => instances.indexOf(name) !== index))].map(
    (name) =>
      `the application has several modules with the name \`${name}\`: call forRoot or forRootAsync once, with \`isGlobal\` for use in other modules, or give each a \`name\` of its own`,
  );
}
