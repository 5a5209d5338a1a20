import { describe, expect, it } from '@jest/globals';
import { type GatewayConfig, readGatewayConfig } from './gateway.config.js';

const read = (settings: Record<string, string>): GatewayConfig =>
  readGatewayConfig({ HARMONIUM_API_KEYS: 'sk-secret', RELAY_PLAINTEXT: 'true', ...settings });

const originsOf = (text: string) => read({ GATEWAY_CORS_ORIGINS: text }).http.corsOrigins;

describe('the configuration of a gateway', () => {
  it('lets no web page call unless its origin is named, or any', () => {
    expect(read({}).http.corsOrigins).toEqual([]);
    expect(originsOf('')).toEqual([]);
    expect(originsOf(' * ')).toBe('*');
    expect(originsOf('https://a.example.com, http://localhost:3000,app://obsidian.md')).toEqual([
      'https://a.example.com',
      'http://localhost:3000',
      'app://obsidian.md',
    ]);
  });

  it.each([
    'a.example.com',
    'https://a.example.com/',
    'https://a.example.com/chat',
    'https://A.example.com',
    'https://a.example.com:443',
    'https://*.example.com',
    'https://a.example.com,*',
    'null',
  ])('takes nothing for an origin that no browser would send, such as %s', (text) => {
    expect(() => originsOf(text)).toThrow(/GATEWAY_CORS_ORIGINS/);
  });

  it('never repeats a key in an error', () => {
    expect(() => read({ HARMONIUM_API_KEYS: 'sk-secret;rpm=many' })).toThrow(/HARMONIUM_API_KEYS(?!.*secret)/s);
  });
});
