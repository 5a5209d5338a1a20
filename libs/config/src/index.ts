export { bool, host, port, str, url } from 'envalid';
export { ConfigurationError, list, readEnvironment, wholeNumber } from './read-environment.js';
