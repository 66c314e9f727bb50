import { Inject, Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import type { EntityManager } from 'typeorm';
import { IdVerificationConfigurationError } from '../errors/configuration.error.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/resolved-options.js';
import {
  OUTCOME_HANDLER_METADATA,
  type OutcomeHandlerMetadata,
} from './on-verification-outcome.decorator.js';
import type { OutcomeName, VerificationOutcome } from './verification-outcome.js';

/** A handler that this process carries. */
export interface CarriedHandler {
  readonly name: string;
  readonly outcomes: readonly OutcomeName[];
  call(outcome: VerificationOutcome, manager: EntityManager): unknown;
}

interface Found {
  readonly metadata: OutcomeHandlerMetadata;
  readonly owner: object;
  readonly method: (outcome: VerificationOutcome, manager: EntityManager) => unknown;
  readonly where: string;
  readonly isStatic: boolean;
}

/** Finds the decorated methods of the application's providers. */
@Injectable()
export class OutcomeHandlers {
  private carried: ReadonlyMap<string, CarriedHandler> = new Map();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  get(name: string): CarriedHandler | undefined {
    return this.carried.get(name);
  }

  all(): CarriedHandler[] {
    return [...this.carried.values()];
  }

  /** @throws IdVerificationConfigurationError that names each handler which cannot work, and why */
  discover(): void {
    const found = unique(this.found().filter(({ metadata }) => metadata.instance === this.options.instance));
    const problems = [...found.flatMap(problemsOf), ...duplicateNames(found)];
    if (problems.length > 0) throw new IdVerificationConfigurationError(problems);
    this.carried = new Map(
      found.map(({ metadata: { name, outcomes }, owner, method }) => [
        name,
        { name, outcomes, call: (outcome, manager) => method.call(owner, outcome, manager) },
      ]),
    );
  }

  private found(): Found[] {
    return [...this.discovery.getProviders(), ...this.discovery.getControllers()].flatMap((wrapper) => {
      const prototype: unknown = wrapper.metatype?.prototype ?? Object.getPrototypeOf(wrapper.instance ?? {});
      if (typeof prototype !== 'object' || prototype === null) return [];
      return this.scanner.getAllMethodNames(prototype).flatMap((name): Found[] => {
        const method: unknown = Reflect.get(prototype, name);
        if (!isMethod(method)) return [];
        const metadata = this.reflector.get<OutcomeHandlerMetadata | undefined>(
          OUTCOME_HANDLER_METADATA,
          method,
        );
        if (metadata === undefined) return [];
        const isStatic = wrapper.isDependencyTreeStatic();
        const owner: unknown = wrapper.instance;
        const where = `${wrapper.name}.${name}`;
        return [{ metadata, owner: isObject(owner) ? owner : prototype, method, where, isStatic }];
      });
    });
  }
}

function isMethod(value: unknown): value is Found['method'] {
  return typeof value === 'function';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** An alias (`useExisting`) gives the same object twice. */
function unique(found: readonly Found[]): Found[] {
  return found.filter(
    (one, index) =>
      found.findIndex(({ owner, method }) => owner === one.owner && method === one.method) === index,
  );
}

function problemsOf({ metadata, where, isStatic }: Found): string[] {
  return [
    ...(/^[A-Za-z0-9._-]{1,128}$/.test(metadata.name)
      ? []
      : [`the outcome handler ${where} needs a name of 1 to 128 letters, digits, \`.\`, \`_\` or \`-\``]),
    ...(metadata.outcomes.length > 0 ? [] : [`the outcome handler ${where} names no outcome`]),
    ...(isStatic
      ? []
      : [
          `the outcome handler ${where} belongs to a request-scoped provider, which does not exist outside a request; move it to a provider of default scope`,
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
