/** Why a model file cannot be had: one sentence without a full stop that says what to do, fit to follow a colon. */
export class ModelFileError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ModelFileError';
  }
}
