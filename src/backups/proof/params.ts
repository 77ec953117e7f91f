import { z } from 'zod';
import type { DrillParams, ProofParams } from '../types.ts';

const target = {
  engine: z.string().min(1),
  project: z.string().min(1).nullable(),
  services: z.array(z.string().min(1)).readonly(),
  name: z.string().min(1),
  set: z.string().min(1),
};
const proof = z.object({ ...target, backup: z.string().min(1), scheduled: z.boolean() });
const drill = proof.extend({ level: z.literal([2, 3]) });

export function parseProofParams(raw: unknown): ProofParams {
  return proof.parse(raw);
}

export function parseDrillParams(raw: unknown): DrillParams {
  return drill.parse(raw);
}
