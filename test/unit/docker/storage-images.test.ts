import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createLogDemuxer } from '../../../src/docker/log-demuxer.ts';
import { elfOf, readElf, runsOn } from '../../../src/docker/program-tree.ts';
import { failureIn, splitReference } from '../../../src/docker/storage-images.ts';

const PT_LOAD = 1;
const PT_INTERP = 3;

/** The beginning of an ELF file with these program headers (System V ABI). */
function elf(options: { wide?: boolean; little?: boolean; machine: number; headers: number[] }): Buffer {
  const { wide = true, little = true, machine, headers } = options;
  const [start, size] = wide ? [64, 56] : [52, 32];
  const bytes = Buffer.alloc(Math.max(64, start + size * headers.length));
  const short = (value: number, at: number) =>
    little ? bytes.writeUInt16LE(value, at) : bytes.writeUInt16BE(value, at);
  const word = (value: number, at: number) =>
    little ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at);
  bytes.write('\x7fELF', 'latin1');
  bytes[4] = wide ? 2 : 1;
  bytes[5] = little ? 1 : 2;
  short(machine, 18);
  word(start, wide ? (little ? 32 : 36) : 28);
  short(size, wide ? 54 : 42);
  short(headers.length, wide ? 56 : 44);
  for (const [index, type] of headers.entries()) word(type, start + size * index);
  return bytes;
}

describe('a program for an image', () => {
  it('is static when it names no loader', () => {
    expect(readElf(elf({ machine: 62, headers: [PT_LOAD, PT_LOAD] }))).toEqual({ arch: 'x86_64', isStatic: true });
    expect(readElf(elf({ machine: 62, headers: [PT_LOAD, PT_INTERP] }))).toEqual({ arch: 'x86_64', isStatic: false });
  });

  it('is of an architecture in either width and order of bytes', () => {
    const headers = [PT_LOAD, PT_INTERP];
    expect(readElf(elf({ machine: 183, headers }))?.arch).toBe('aarch64');
    expect(readElf(elf({ machine: 40, wide: false, headers }))).toEqual({ arch: 'arm', isStatic: false });
    expect(readElf(elf({ machine: 22, little: false, headers }))).toEqual({ arch: 's390x', isStatic: false });
    expect(readElf(elf({ machine: 9999, headers }))?.arch).toBeNull();
  });

  it('is no text, no folder, nothing that is cut, and nothing that is not there', async () => {
    expect(readElf(Buffer.from(`#!/bin/sh\n${' '.repeat(100)}`))).toBeNull();
    expect(readElf(elf({ machine: 62, headers: [PT_LOAD, PT_INTERP] }).subarray(0, 100))).toBeNull();
    expect(await elfOf('/etc/passwd')).toBeNull();
    expect(await elfOf('/etc')).toBeNull();
    expect(await elfOf('/no/such/program')).toBeNull();
    expect(await elfOf(process.execPath)).toEqual(readElf(readFileSync(process.execPath).subarray(0, 16384)));
    expect((await elfOf(process.execPath))?.arch).not.toBeNull();
  });

  it('runs on an Engine that calls its architecture by that or another name', () => {
    const of = (arch: string) => ({ arch, isStatic: true });
    expect(runsOn(of('x86_64'), 'x86_64')).toBe(true);
    expect(runsOn(of('x86_64'), 'amd64')).toBe(true);
    expect(runsOn(of('aarch64'), 'arm64')).toBe(true);
    expect(runsOn(of('arm'), 'armv7l')).toBe(true);
    expect(runsOn(of('x86_64'), 'aarch64')).toBe(false);
    expect(runsOn({ arch: null, isStatic: true }, 'x86_64')).toBe(false);
  });
});

describe('an import', () => {
  it('has failed when one of the lines of its answer says so, although it began with 200', () => {
    expect(failureIn('{"status":"sha256:abc"}\r\n')).toBeNull();
    expect(failureIn('')).toBeNull();
    const failed = '{"status":"…"}\r\n{"errorDetail":{"message":"no space left"},"error":"no space left"}\r\n';
    expect(failureIn(failed)).toBe('no space left');
  });

  it('is named by repository and tag', () => {
    expect(splitReference('vakhta/empty:1')).toEqual(['vakhta/empty', '1']);
    expect(splitReference('registry:5000/team/tool')).toEqual(['registry:5000/team/tool', 'latest']);
    expect(splitReference('registry:5000/team/tool:2')).toEqual(['registry:5000/team/tool', '2']);
  });
});

describe('a stream of frames', () => {
  it('is whole only at the end of a frame', () => {
    const demuxer = createLogDemuxer(false, () => undefined);
    expect(demuxer.isWhole()).toBe(true);
    demuxer.push(Buffer.from([1, 0, 0]));
    expect(demuxer.isWhole()).toBe(false);
    demuxer.push(Buffer.from([0, 0, 0, 0, 2, 65]));
    expect(demuxer.isWhole()).toBe(false);
    demuxer.push(Buffer.from([66]));
    expect(demuxer.isWhole()).toBe(true);
  });
});
