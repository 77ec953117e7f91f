/** Names of images, without registry and tag, and what they are. Also those of the usual other publishers (`bitnami/postgresql`). */
const DATABASES: readonly (readonly [RegExp, string])[] = [
  [/^(postgres|postgresql|postgis|timescaledb|timescaledb-ha|pgvector|supabase-postgres|spilo.*)$/, 'PostgreSQL'],
  [/^(mysql|mysql-server|percona|percona-server)$/, 'MySQL'],
  [/^(mariadb|mariadb-galera)$/, 'MariaDB'],
  [/^(mongo|mongodb|mongodb-community-server|percona-server-mongodb)$/, 'MongoDB'],
  [/^(redis|redis-stack|redis-stack-server)$/, 'Redis'],
  [/^(valkey|keydb|dragonfly)$/, 'Valkey'],
  [/^(clickhouse|clickhouse-server)$/, 'ClickHouse'],
  [/^(elasticsearch|opensearch)$/, 'Elasticsearch'],
  [/^(influxdb|influxdb2)$/, 'InfluxDB'],
  [/^(couchdb|couchbase)$/, 'CouchDB'],
  [/^(rabbitmq)$/, 'RabbitMQ'],
  [/^(etcd)$/, 'etcd'],
  [/^(cassandra|scylla)$/, 'Cassandra'],
  [/^(neo4j)$/, 'Neo4j'],
  [/^(mssql-server|server-mssql|azure-sql-edge)$/, 'SQL Server'],
  [/^(cockroach|cockroachdb)$/, 'CockroachDB'],
  [/^(surrealdb)$/, 'SurrealDB'],
  [/^(meilisearch|qdrant|typesense)$/, 'Search index'],
  [/^(victoria-metrics|prometheus|loki)$/, 'Time series'],
  [/^(kafka|redpanda|nats-streaming|zookeeper)$/, 'Message log'],
];

/** The database that an image is, by its name; null for anything else. Its files may only be copied while nobody writes them. */
export function databaseOf(image: string): string | null {
  const name =
    image
      .split('@')[0]
      ?.replace(/:[^/:]*$/, '')
      .split('/')
      .at(-1)
      ?.toLowerCase() ?? '';
  return DATABASES.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}
