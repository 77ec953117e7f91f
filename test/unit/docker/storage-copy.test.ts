import { describe, expect, it } from 'vitest';
import { copyBody } from '../../../src/docker/storage-copy.ts';

const ID = '0123456789abcdef'.repeat(4);

const CONFIG = {
  ...{ Hostname: ID.slice(0, 12), Domainname: '', User: '999:999', Tty: false, OpenStdin: true, WorkingDir: '/srv' },
  ...{ Env: ['PASSWORD=secret', 'PATH=/bin'], Cmd: ['serve'], Entrypoint: ['/entry.sh'], Image: 'shop/db:7' },
  ...{ StopSignal: 'SIGINT', StopTimeout: 30, ExposedPorts: { '5432/tcp': {} }, Volumes: { '/anonymous': {} } },
  Healthcheck: { Test: ['CMD', 'pg_isready'], Interval: 1e9, StartPeriod: 5e9 },
  Labels: { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'db', 'traefik.enable': 'true' },
};

/** All that a container can be given that reaches beyond it. */
const REACHING = {
  ...{ Binds: ['/:/host'], Privileged: true, NetworkMode: 'host', PidMode: 'host', IpcMode: 'host', UTSMode: 'host' },
  ...{ UsernsMode: 'host', CgroupnsMode: 'host', CgroupParent: '/system.slice', PublishAllPorts: true },
  ...{ PortBindings: { '5432/tcp': [{ HostPort: '5432' }] }, Links: ['/shop-cache-1:/db/cache'], AutoRemove: true },
  ...{ ExtraHosts: ['prod:10.0.0.1'], Dns: ['10.0.0.53'], Devices: [{ PathOnHost: '/dev/sda' }] },
  ...{ DeviceRequests: [{ Count: -1 }], DeviceCgroupRules: ['a *:* rwm'], VolumesFrom: ['other'], MaskedPaths: [] },
  ...{
    OomKillDisable: true,
    OomScoreAdj: -1000,
    LogConfig: { Type: 'syslog' },
    VolumeDriver: 'nfs',
    ReadonlyPaths: [],
  },
  RestartPolicy: { Name: 'always', MaximumRetryCount: 0 },
};

const KEPT = {
  ...{ Memory: 1e9, MemorySwap: 2e9, NanoCpus: 5e8, PidsLimit: 100, ShmSize: 1e8, ReadonlyRootfs: true, Init: true },
  ...{ Ulimits: [{ Name: 'nofile', Soft: 1, Hard: 2 }], Sysctls: { 'net.core.somaxconn': '1' }, Tmpfs: { '/run': '' } },
  ...{ CapDrop: ['ALL'], GroupAdd: ['1000'], Runtime: 'runc' },
};

const HOST_CONFIG = {
  ...REACHING,
  ...KEPT,
  CapAdd: ['IPC_LOCK', 'CAP_SYS_NICE', 'SYS_ADMIN', 'ALL', 'DAC_READ_SEARCH'],
  SecurityOpt: ['no-new-privileges', 'seccomp=unconfined', 'apparmor=unconfined', 'label=disable'],
  Mounts: [
    { Type: 'tmpfs', Target: '/cache', TmpfsOptions: { SizeBytes: 1 } },
    { Type: 'volume', Source: 'shop_data', Target: '/data', VolumeOptions: { Subpath: 'main' } },
    { Type: 'bind', Source: '/etc', Target: '/host-etc' },
  ],
};

const MOUNTS = [
  { Type: 'volume', Name: 'shop_data', Source: '/var/lib/x', Destination: '/data', RW: true },
  { Type: 'volume', Name: 'shop_config', Source: '/var/lib/y', Destination: '/config', RW: false },
  { Type: 'volume', Name: 'shop_left_out', Source: '/var/lib/z', Destination: '/left', RW: true },
  { Type: 'bind', Source: '/var/run/docker.sock', Destination: '/var/run/docker.sock', RW: true },
  { Type: 'bind', Source: '/srv/shop/app.conf', Destination: '/etc/app.conf', RW: true },
  { Type: 'tmpfs', Source: '', Destination: '/cache', RW: true },
];

function copy(over: { Config?: object; HostConfig?: object; network?: string } = {}) {
  const raw = {
    ...{ Id: ID, Image: 'sha256:abc', Name: '/shop-db-1', Mounts: MOUNTS },
    Config: { ...CONFIG, ...over.Config },
    HostConfig: { ...HOST_CONFIG, ...over.HostConfig },
  };
  const volumes = { shop_data: 'scratch-1', shop_config: 'scratch-2' };
  const binds = { '/etc/app.conf': '/srv/shop/app.conf', '/not-of-it': '/srv/shop/x' };
  const of = {
    operation: 'op',
    raw,
    name: 'copy',
    volumes,
    binds,
    network: over.network ?? 'drill-net',
    aliases: ['db'],
  };
  return copyBody(of, { 'vakhta.helper': 'op' });
}

describe('the copy of a container', () => {
  it('is made of the same image, and runs the same as the same', () => {
    const { body } = copy();
    const { Cmd, Entrypoint, Env, User, WorkingDir, Healthcheck, StopSignal, StopTimeout, OpenStdin } = CONFIG;
    const same = { Cmd, Entrypoint, Env, User, WorkingDir, Healthcheck, StopSignal, StopTimeout, OpenStdin };
    expect(body).toMatchObject({ ...same, Image: 'sha256:abc' });
    expect(body.HostConfig).toMatchObject(KEPT);
  });

  it('has nothing that reaches beyond it', () => {
    const { body } = copy();
    expect(body).not.toHaveProperty('ExposedPorts');
    expect(body).not.toHaveProperty('Volumes');
    const own = { NetworkMode: 'drill-net', Privileged: false, PublishAllPorts: false, AutoRemove: false };
    const {
      NetworkMode: _,
      Privileged: __,
      PublishAllPorts: ___,
      AutoRemove: ____,
      RestartPolicy: _____,
      ...never
    } = REACHING;
    expect(body.HostConfig).toMatchObject({ ...own, RestartPolicy: { Name: 'no' } });
    for (const name of Object.keys(never)) expect(body.HostConfig, name).not.toHaveProperty(name);
    expect(body.HostConfig).toMatchObject({
      CapAdd: ['IPC_LOCK', 'CAP_SYS_NICE'],
      SecurityOpt: ['no-new-privileges'],
    });
  });

  it('mounts the volumes that it was given in the place of its own, paths of the host read-only, and no other', () => {
    const { body, volumes } = copy();
    expect(volumes).toEqual(['scratch-1', 'scratch-2']);
    const mount = { Type: 'volume', ReadOnly: false, VolumeOptions: { NoCopy: true } };
    expect(body.HostConfig).toMatchObject({ Mounts: expect.any(Array) });
    expect('Mounts' in body.HostConfig && body.HostConfig.Mounts).toEqual([
      { ...mount, Source: 'scratch-1', Target: '/data', VolumeOptions: { NoCopy: true, Subpath: 'main' } },
      { ...mount, Source: 'scratch-2', Target: '/config', ReadOnly: true },
      {
        ...{ Type: 'bind', Source: '/srv/shop/app.conf', Target: '/etc/app.conf', ReadOnly: true },
        BindOptions: { Propagation: 'rprivate', NonRecursive: true },
      },
      { Type: 'tmpfs', Target: '/cache', TmpfsOptions: { SizeBytes: 1 } },
    ]);
  });

  it('is called by its aliases in its own network, and by nobody without one', () => {
    const endpoints = { EndpointsConfig: { 'drill-net': { Aliases: ['db'] } } };
    expect(copy().body).toMatchObject({ NetworkingConfig: endpoints });
    expect(copy({ network: 'none' }).body).not.toHaveProperty('NetworkingConfig');
  });

  it('is nothing of compose’s, although an image that compose has built hands its labels on', () => {
    expect(copy().body).toMatchObject({
      Labels: { 'com.docker.compose.project': '', 'com.docker.compose.service': '', 'vakhta.helper': 'op' },
    });
    expect(copy().body).not.toHaveProperty(['Labels', 'traefik.enable']);
  });

  it('keeps a host name that somebody gave', () => {
    expect(copy().body).not.toHaveProperty('Hostname');
    expect(copy({ Config: { Hostname: 'rabbit' } }).body).toMatchObject({ Hostname: 'rabbit' });
  });

  it('can be made of an answer without what is optional', () => {
    const raw = { Id: ID, Image: 'sha256:abc', Config: { Cmd: null }, HostConfig: { Mounts: null, CapAdd: null } };
    const made = copyBody(
      { operation: 'op', raw, name: 'copy', volumes: {}, binds: {}, network: 'none', aliases: [] },
      {},
    );
    expect(made).toMatchObject({ body: { Image: 'sha256:abc', HostConfig: { Mounts: [] } }, volumes: [] });
    expect(made.body).not.toHaveProperty('Cmd');
  });
});
