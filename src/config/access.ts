/** From the least to the most. */
export const ACCESS = ['viewer', 'responder', 'admin'] as const;
export type Access = (typeof ACCESS)[number];
