export { createIntake, type Intake } from './intake.ts';
