export { containersEvidence, type PictureFacts } from './containers-evidence.ts';
export { evidenceFrom } from './evidence-schema.ts';
export { hostEvidence } from './host-evidence.ts';
export { parseNoticed } from './noticed.ts';
export { lastContainers } from './sources.ts';
export { createTriage, type TriageOptions } from './triage.ts';
export type {
  Answer,
  Answers,
  ChangesEvidence,
  ChecksEvidence,
  ContainerProblem,
  ContainersEvidence,
  DiskEvidence,
  Draft,
  Effective,
  Evidence,
  EvidenceBySource,
  EvidenceRow,
  EvidenceSource,
  EvidenceState,
  HostEvidence,
  LogsEvidence,
  MainStep,
  ProjectEvidence,
  PublicNameEvidence,
  PublicNamesEvidence,
  ServiceEvidence,
  ServiceLogEvidence,
  StartInput,
  Step,
  StoredEvidence,
  Suggestion,
  Triage,
  UnwellContainer,
} from './types.ts';
export { EVIDENCE_SOURCES, STEPS } from './types.ts';
