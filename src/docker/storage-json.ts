import { z } from 'zod';
import { timeOf } from './engine-json.ts';
import type { NetworkDetail, VolumeDetail } from './storage-types.ts';

/** What storage reads of the Engine's answers. What differs between 20.10 and 29, or may be null, is optional. */

const texts = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value) => value ?? {});

export const volumeAnswer = z
  .object({
    Name: z.string(),
    Driver: z.string(),
    Mountpoint: z.string().nullish(),
    CreatedAt: z.string().nullish(),
    Labels: texts,
    Options: texts,
  })
  .transform(
    (volume): VolumeDetail => ({
      name: volume.Name,
      driver: volume.Driver,
      options: volume.Options,
      labels: volume.Labels,
      mountpoint: volume.Mountpoint ?? '',
      createdAt: timeOf(volume.CreatedAt ?? ''),
    }),
  );

export const volumeListAnswer = z.object({
  Volumes: z
    .array(volumeAnswer)
    .nullish()
    .transform((value) => value ?? []),
});

export const networkAnswer = z
  .object({
    Id: z.string(),
    Name: z.string(),
    Driver: z.string(),
    Internal: z.boolean().nullish(),
    Labels: texts,
    Options: texts,
  })
  .transform(
    (network): NetworkDetail => ({
      id: network.Id,
      name: network.Name,
      driver: network.Driver,
      internal: network.Internal ?? false,
      options: network.Options,
      labels: network.Labels,
    }),
  );

/** Beside what `containerList` reads. */
export const mountsAnswer = z.array(
  z.object({
    Id: z.string(),
    Mounts: z
      .array(
        z.object({
          Type: z.string().optional(),
          Name: z.string().optional(),
          Destination: z.string(),
          RW: z.boolean().optional(),
        }),
      )
      .nullish()
      .transform((value) => value ?? []),
  }),
);

export const infoAnswer = z.object({
  ID: z.string().nullish(),
  ServerVersion: z.string(),
  Architecture: z.string(),
  DockerRootDir: z.string(),
  SecurityOptions: z
    .array(z.string())
    .nullish()
    .transform((value) => value ?? []),
});

export const created = z.object({ Id: z.string() });
export const waited = z.object({ StatusCode: z.number() });
export const imageAnswer = z.object({
  Id: z.string(),
  Config: z.object({ Labels: texts }).nullish(),
});
export const execAnswer = z.object({ Running: z.boolean(), ExitCode: z.number().nullish() });
export const networksOf = z.object({
  NetworkSettings: z.object({
    Networks: z.record(z.string(), z.object({ IPAddress: z.string().nullish() }).nullish()).nullish(),
  }),
});
