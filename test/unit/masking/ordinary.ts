/** Log lines of everyday software without a secret in them, from a seed: the same at every run. */
export function ordinaryLines(count: number): string[] {
  const random = createRandom(20_250_203);
  return Array.from({ length: count }, (_, index) => templates[index % templates.length]?.(random) ?? '');
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

interface Random {
  int(below: number): number;
  hex(length: number): string;
  base64(length: number): string;
  pick<T>(values: readonly [T, ...T[]]): T;
}

function createRandom(seed: number): Random {
  let state = seed;
  const int = (below: number) => {
    // Numerical Recipes' linear congruential generator; the low bits are weak, so the high ones are used.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return {
    int,
    hex: (length) => Array.from({ length }, () => int(16).toString(16)).join(''),
    base64: (length) => Array.from({ length }, () => BASE64[int(64)]).join(''),
    pick: (values) => values[int(values.length)] ?? values[0],
  };
}

const uuid = (r: Random) => [8, 4, 4, 4, 12].map((length) => r.hex(length)).join('-');
const ip = (r: Random) => `10.${r.int(256)}.${r.int(256)}.${r.int(256)}`;
const time = (r: Random) => `2025-02-03T${10 + r.int(14)}:${10 + r.int(50)}:${10 + r.int(50)}.${100 + r.int(900)}Z`;
const word = (r: Random) =>
  r.pick([
    'gateway',
    'worker',
    'bot',
    'billing',
    'orders',
    'search-index',
    'mail_queue',
    'api-v2',
    'scheduler',
    'cache',
  ]);
const path = (r: Random) => `/${word(r)}/${r.pick(['v1', 'static', 'health', 'users', 'items'])}/${r.int(100_000)}`;

const templates: readonly ((r: Random) => string)[] = [
  (r) =>
    `${ip(r)} - - [03/Feb/2025:03:02:${10 + r.int(50)} +0000] "GET ${path(r)} HTTP/1.1" ${r.pick([200, 304, 404, 502])} ${r.int(90_000)} "-" "Mozilla/5.0 (X11; Linux x86_64)"`,
  (r) =>
    `2025/02/03 03:02:11 [error] 31#31: *${r.int(99_999)} connect() failed (111: Connection refused) while connecting to upstream, client: ${ip(r)}, server: _, request: "POST ${path(r)} HTTP/1.1", upstream: "http://${ip(r)}:8080${path(r)}", host: "example.com"`,
  (r) =>
    `${time(r)} UTC [${r.int(9999)}] LOG:  checkpoint complete: wrote ${r.int(9999)} buffers (${r.int(90)}.2%); 0 WAL file(s) added; write=${r.int(90)}.0 s, sync=0.0${r.int(9)} s; lsn=0/${r.hex(7).toUpperCase()}`,
  (r) => `${time(r)} UTC [${r.int(9999)}] FATAL:  password authentication failed for user "${word(r)}"`,
  (r) => `${time(r)} UTC [${r.int(9999)}] ERROR:  duplicate key value violates unique constraint "${word(r)}_pkey"`,
  (r) => `${time(r)} UTC [${r.int(9999)}] DETAIL:  Key (id)=(${uuid(r)}) already exists.`,
  (r) => `    at processTicksAndRejections (node:internal/process/task_queues:${r.int(99)}:5)`,
  (r) =>
    `    at async ${word(r).replace(/\W/g, '')}.handle (file:///app/src/${word(r)}/index.js:${r.int(400)}:${r.int(80)})`,
  (r) => `SyntaxError: Unexpected token '<', "<!DOCTYPE "... is not valid JSON in ${path(r)}`,
  (r) =>
    `{"level":30,"time":17385${r.int(99_999_999)},"pid":${r.int(900)},"hostname":"${r.hex(12)}","reqId":"${uuid(r)}","msg":"request completed","responseTime":${r.int(900)}}`,
  (r) =>
    `{"level":"warn","ts":"${time(r)}","caller":"${word(r)}/main.go:${r.int(400)}","msg":"retrying","attempt":${r.int(9)},"trace_id":"${r.hex(32)}","span_id":"${r.hex(16)}"}`,
  (r) => `Digest: sha256:${r.hex(64)}`,
  (r) => `Status: Downloaded newer image for registry.example.com:5000/${word(r)}@sha256:${r.hex(64)}`,
  (r) => `pulling http://registry.local:5000/${word(r)}@sha256:${r.hex(64)}`,
  (r) => `${r.hex(64)}`,
  (r) =>
    `CONTAINER ${r.hex(12)}  ${word(r)}:1.${r.int(40)}.${r.int(9)}  "/docker-entrypoint.…"  ${r.int(59)} minutes ago  Up ${r.int(59)} minutes (healthy)  0.0.0.0:${8000 + r.int(999)}->80/tcp`,
  (r) => `commit ${r.hex(40)} (HEAD -> main, tag: v1.${r.int(9)}.0)`,
  (r) =>
    `[${time(r)}] INFO ${word(r)}: user id=${r.int(9_999_999_999)} chat=-100${r.int(999_999_999)} update=${r.int(999_999_999)} took ${r.int(900)}ms`,
  (r) =>
    `kernel: [${r.int(99_999)}.${r.int(999_999)}] Out of memory: Killed process ${r.int(9999)} (${word(r)}) total-vm:${r.int(9_999_999)}kB, anon-rss:${r.int(999_999)}kB, UID:1000 pgtables:${r.int(9999)}kB oom_score_adj:0`,
  (r) =>
    `Feb  3 03:02:${10 + r.int(50)} host sshd[${r.int(9999)}]: Failed password for invalid user ${word(r)} from ${ip(r)} port ${r.int(60_000)} ssh2`,
  (r) =>
    `Feb  3 03:02:${10 + r.int(50)} host sshd[${r.int(9999)}]: Accepted publickey for root from ${ip(r)} port ${r.int(60_000)} ssh2: RSA SHA256:${r.hex(43)}`,
  (r) => `auth: invalid token: expired, request ${uuid(r)}`,
  (r) => `login rejected: wrong password for account ${r.int(99_999)}`,
  (r) => `token: missing (${path(r)})`,
  (r) =>
    `usage: prompt_tokens=${r.int(4000)} completion_tokens=${r.int(900)} max_tokens=4096 total_tokens: ${r.int(5000)}`,
  (r) => `Bearer authentication is required for ${path(r)}`,
  (r) =>
    `cache key ${word(r)}:${r.int(99_999)}:v${r.int(9)} evicted, ttl=${r.int(900)}s, x-cache: MISS, x-cache-key: ${path(r)}`,
  (r) => `PWD=/app/${word(r)} OLDPWD=/root HOME=/root`,
  (r) => `POSTGRES_PASSWORD_FILE=/run/secrets/${word(r)}`,
  (r) => `  ${word(r)}_password: \${DB_PASSWORD}`,
  (r) => `Set key '${word(r)}' in keyring; primary key: id; foreign key: order_id=${r.int(9999)}`,
  (r) => `redis: * DB saved on disk; ${r.int(999)} keys, aof=${r.int(99)} ${ip(r)}:6379`,
  (r) => `GET https://${word(r).replace('_', '-')}.example.com:443${path(r)}?page=${r.int(99)}&sort=name&id=${uuid(r)}`,
  (r) =>
    `see https://example.com/docs/${word(r)}#tokens and mail ops@example.com or https://medium.com/@${word(r)}/post-${r.hex(12)}`,
  (r) =>
    `npm warn deprecated ${word(r)}@${r.int(9)}.${r.int(20)}.1: use sk-learn, task-${r.int(999)}-runner or risk-${r.hex(8)} instead`,
  (r) => `+${r.int(99)} ops/s p50=${r.int(90)}ms p99=${r.int(900)}ms etag="${r.hex(32)}" last-modified=${time(r)}`,
  (r) => `Ошибка: не удалось подключиться к ${ip(r)}:${r.int(9999)}, повтор через ${r.int(60)} с`,
  (r) =>
    `[${word(r)}] SIGTERM received, closing ${r.int(99)} connections; base64 payload of ${r.int(9999)} bytes skipped`,
  (r) =>
    `TLS handshake ok: subject CN=${word(r)}.example.com, serial ${r.hex(36).toUpperCase()}, valid until 2025-05-0${1 + r.int(8)}`,
  (r) =>
    `mac ${r.hex(2)}:${r.hex(2)}:${r.hex(2)}:${r.hex(2)}:${r.hex(2)}:${r.hex(2)} ipv6 fe80::${r.hex(4)}:${r.hex(4)} veth${r.hex(7)} entered blocking state`,
  ...vendorTemplates(),
  (r) => `<img src="data:image/png;base64,${r.base64(400)}" width="${r.int(900)}">`,
  (r) => `background: url(data:font/woff2;base64,${r.base64(900)}==) format("woff2")`,
  (r) =>
    `asset main.${r.hex(20)}.js ${r.int(900)} KiB [emitted] [immutable] [minimized] (name: main) integrity sha512-${r.base64(86)}==`,
  (r) =>
    `"integrity": "sha512-${r.base64(86)}==", "resolved": "https://packages.example.com/${word(r)}/-/${word(r)}-1.${r.int(90)}.0.tgz"`,
  (r) =>
    `Exception in thread "http-nio-8080-exec-${r.int(99)}" java.lang.IllegalStateException: Token ${word(r)} expected at position ${r.int(999)}`,
  (r) =>
    `\tat com.example.${word(r).replace(/\W/g, '')}.security.TokenAuthenticationFilter.doFilterInternal(TokenAuthenticationFilter.java:${r.int(400)})`,
  (r) =>
    `goroutine ${r.int(9999)} [running]: main.(*Server).handle(0xc000${r.hex(6)}, {0x${r.hex(6)}, 0xc000${r.hex(6)}})`,
  (r) =>
    `${time(r)} systemd[1]: ${word(r)}.service: Main process exited, code=exited, status=${r.int(255)}/n/a, InvocationID=${r.hex(32)}`,
  (r) =>
    `audit: type=1400 audit(17385${r.int(99_999)}.${r.int(999)}:${r.int(999)}): apparmor="DENIED" operation="open" profile="${word(r)}" name="/proc/${r.int(9999)}/status" pid=${r.int(9999)} requested_mask="r"`,
  (r) =>
    `${time(r)} DEBUG s3: PUT s3://${word(r)}-backups/2025/02/${uuid(r)}/${r.hex(40)}.tar.zst etag=${r.hex(32)}-${r.int(90)} in ${r.int(900)}ms`,
  (r) =>
    `arn:aws:lambda:eu-central-1:${r.int(900_000_000)}123:function:${word(r)}:${r.int(90)} version=${r.hex(40)} memory=${r.int(900)}MB`,
  (r) =>
    `kubelet: Pod "${word(r)}-${r.hex(9)}-${r.hex(5)}_default(${uuid(r)})" volume "kube-api-access-${r.hex(5)}" mounted; MountVolume.SetUp succeeded`,
  (r) =>
    `traefik: ${ip(r)} - - "GET ${path(r)}?utm_source=mail&utm_campaign=${word(r)}&ref=${r.hex(24)} HTTP/2.0" ${r.pick([200, 301, 499])} "${word(r)}@docker" ${r.int(900)}ms traceparent=00-${r.hex(32)}-${r.hex(16)}-01`,
  (r) =>
    `mongod: {"t":{"$date":"${time(r)}"},"s":"I","c":"NETWORK","id":${r.int(99_999)},"ctx":"conn${r.int(999)}","msg":"client metadata","attr":{"remote":"${ip(r)}:${r.int(60_000)}","uuid":{"uuid":{"$uuid":"${uuid(r)}"}}}}`,
  (r) =>
    `mysqld: [Note] [MY-0${r.int(9999)}] [Server] Plugin 'caching_sha2_password' reported: auto generated RSA key files are in data directory; master key rotation disabled`,
  (r) => `Using a password on the command line interface can be insecure. (attempt ${r.int(99)})`,
  (r) =>
    `session ${uuid(r)} opened; csrf check passed; token bucket: capacity=${r.int(900)} tokens=${r.int(900)} refill=${r.int(90)}/s`,
  (r) =>
    `[${word(r)}] key=user:${r.int(99_999)}:profile hit=true size=${r.int(9999)} hash=${r.hex(16)} shard=${r.int(16)}`,
  (r) => `{"level":"info","msg":"cache","key":"${word(r)}:${r.hex(16)}","ttl":${r.int(900)},"sha":"${r.hex(40)}"}`,
  (r) => `git: ${r.hex(40)} refs/heads/feature/${word(r)}-token-refresh (pull request ${r.int(999)})`,
  (r) => `ERROR 1045 (28000): Access denied for user 'app'@'${ip(r)}' (using password: YES)`,
  (r) =>
    `oauth2: token endpoint https://auth.example.com/oauth2/token answered 200 in ${r.int(900)}ms, scope=read, expires_in=3600`,
  (r) =>
    `model gpt-4o: prompt=${r.int(900)} completion=${r.int(900)} request_id=req_${r.hex(32)} fingerprint=fp_${r.hex(10)}`,
  (r) => `ollama: loaded blob sha256-${r.hex(64)} ${r.int(9999)} MiB, layers.${r.int(40)}/33, msg="offload to cpu"`,
];

/** Lines that name the vendors of well-known tokens, beside values that are none. */
function vendorTemplates(): ((r: Random) => string)[] {
  const vendors = [
    'sentry',
    'discord',
    'datadog',
    'linear',
    'cloudflare',
    'dropbox',
    'github',
    'gitlab',
    'slack',
    'stripe',
    'telegram',
    'twitter',
    'facebook',
    'fastly',
    'heroku',
    'grafana',
    'okta',
    'jira',
    'mailgun',
    'snyk',
    'sonar',
    'travis',
    'algolia',
    'mapbox',
    'netlify',
    'shopify',
    'zendesk',
    'yandex',
    'npm',
    'openai',
    'anthropic',
    'huggingface',
    'vault',
    'terraform',
  ];
  return vendors.flatMap((vendor) => [
    (r: Random) =>
      `${vendor}: request ${uuid(r)} answered ${r.pick([200, 201, 404, 429, 500])} in ${r.int(900)} ms, retry in ${r.int(60)} s`,
    (r: Random) =>
      `[${vendor}-client] event_id=${r.hex(32)} status=${r.pick(['sent', 'dropped', 'queued'])} channel=${r.int(999_999_999)}12345678 attempts=${r.int(9)}`,
    (r: Random) => `image ${vendor}/${word(r)}@sha256:${r.hex(64)} pulled; ${vendor} commit: ${r.hex(40)}`,
    (r: Random) =>
      `${time(r)} INFO ${vendor} integration is enabled, version=${r.int(9)}.${r.int(90)}.${r.int(90)}, webhook=https://hooks.example.com/${vendor}/${r.int(999)}`,
  ]);
}
