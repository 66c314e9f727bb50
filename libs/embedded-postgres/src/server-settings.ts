export interface ServerSettings {
  readonly port: number;
  readonly ephemeral: boolean;
}

/** Thrown-away data needs no durability; everything else keeps PostgreSQL's own. */
const EPHEMERAL = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

/** Settings as arguments and not in a file, so that a new release's settings reach data of an old one. */
export function serverArguments(cluster: string, { port, ephemeral }: ServerSettings): string[] {
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    'password_encryption=scram-sha-256',
    'max_connections=200',
    'shared_buffers=64MB',
    'timezone=UTC',
    'log_timezone=UTC',
    'logging_collector=off',
    'log_checkpoints=off',
    ...(ephemeral ? EPHEMERAL : []),
  ];
  return ['-D', cluster, ...settings.flatMap((setting) => ['-c', setting])];
}
