export { bool, host, makeValidator, port, str, url } from 'envalid';
export { ConfigurationError, list, readEnvironment, wholeNumber, wholeNumberOrAuto } from './read-environment.js';
export { RELAY_SETTINGS, toRelayTls } from './relay-settings.js';
