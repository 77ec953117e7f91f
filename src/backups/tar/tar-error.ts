/** The bytes are no tar that this scanner takes: damaged, or of a kind that is not written by those whose tars are read. */
export class TarError extends Error {
  override readonly name = 'TarError';
}
