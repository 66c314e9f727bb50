import type { Provider, Type } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import { DataSource, getMetadataArgsStorage } from 'typeorm';
import { ID_VERIFICATION_ENTITIES } from './entities.js';
import { identifier, type Sql } from './sql.js';

/** The data source of this module instance. */
export const ID_VERIFICATION_DATA_SOURCE = Symbol('ID_VERIFICATION_DATA_SOURCE');

/** The name by which the host registered it. */
export const DATA_SOURCE_NAME = Symbol('ID_VERIFICATION_DATA_SOURCE_NAME');

/** The default of `pg`. */
const DEFAULT_POOL_SIZE = 10;

/** Takes the place of a data source that the host does not have. A test that replaces the service needs none. */
class MissingDataSource extends DataSource {
  constructor(readonly wanted: string) {
    super({ type: 'postgres' });
  }
}

export function dataSourceProviders(name: string): Provider[] {
  return [
    { provide: DATA_SOURCE_NAME, useValue: name },
    {
      provide: ID_VERIFICATION_DATA_SOURCE,
      inject: [{ token: getDataSourceToken(name), optional: true }],
      useFactory: (dataSource?: DataSource) => dataSource ?? new MissingDataSource(name),
    },
  ];
}

type Naming = Pick<DataSource, 'options' | 'namingStrategy'>;

/** The table of an entity, as TypeORM names it: in the schema of the data source, with its prefix and naming strategy. */
export function tableOf(dataSource: Naming, entity: Type): Sql {
  const given = getMetadataArgsStorage().tables.find(({ target }) => target === entity)?.name;
  const { entityPrefix } = dataSource.options;
  const { namingStrategy } = dataSource;
  const name = namingStrategy.tableName(entity.name, given);
  return tableNamed(dataSource, entityPrefix ? namingStrategy.prefixTableName(entityPrefix, name) : name);
}

/** A table that is no entity, in the schema of the data source. */
export function tableNamed({ options }: Pick<DataSource, 'options'>, name: string): Sql {
  const schema = 'schema' in options ? options.schema : undefined;
  return schema ? identifier(schema, name) : identifier(name);
}

/** The maximum number of connections, as the driver's pool reads the settings, which may be texts. */
export function poolSize({ options }: Pick<DataSource, 'options'>): number {
  const extra: unknown = 'extra' in options ? options.extra : undefined;
  const { max, poolSize } = { max: options.poolSize, poolSize: undefined, ...Object(extra) };
  const size = Number(max || poolSize || DEFAULT_POOL_SIZE);
  // The pool compares with this value: NaN means no limit.
  return Number.isNaN(size) ? Infinity : size;
}

/** Settings of the data source with which the library cannot work, each with its fix. */
export function dataSourceProblems(dataSource: DataSource): string[] {
  if (dataSource instanceof MissingDataSource) {
    return [
      `there is no TypeORM data source "${dataSource.wanted}": import TypeOrmModule.forRoot() beside IdVerificationModule`,
    ];
  }
  if (dataSource.options.type !== 'postgres') return ['the data source must be of type postgres'];
  if (!dataSource.isInitialized) {
    return [
      'the data source is not initialized: with `manualInitialization`, call its initialize() before app.init() or app.listen()',
    ];
  }
  if (ID_VERIFICATION_ENTITIES.some((entity) => !dataSource.hasMetadata(entity))) {
    return [
      'the data source lacks the library’s entities: set `autoLoadEntities: true`, or add ID_VERIFICATION_ENTITIES to `entities`',
    ];
  }
  const renamed = ID_VERIFICATION_ENTITIES.flatMap((entity) => renamedColumns(dataSource, entity));
  if (renamed.length === 0) return [];
  return [
    `the naming strategy of the data source renames columns that have a name (${renamed.join(', ')}): let it keep the name that an entity gives`,
  ];
}

function renamedColumns(dataSource: DataSource, entity: Type): string[] {
  const { columns } = dataSource.getMetadata(entity);
  return getMetadataArgsStorage()
    .filterColumns(entity)
    .map(({ propertyName, options }) => ({ propertyName, name: options.name ?? propertyName }))
    .filter(({ propertyName, name }) =>
      columns.every((column) => column.propertyName !== propertyName || column.databaseName !== name),
    )
    .map(({ name }) => name);
}
