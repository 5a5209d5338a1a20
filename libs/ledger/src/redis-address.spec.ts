import { describe, expect, it } from '@jest/globals';
import { redisOptions } from './redis-address.js';

describe('the address of a Redis', () => {
  it.each([
    ['redis://127.0.0.1', { host: '127.0.0.1', port: 6379, db: 0 }],
    ['redis://cache:6380/3', { host: 'cache', port: 6380, db: 3 }],
    ['redis://cache/', { host: 'cache', port: 6379, db: 0 }],
    ['redis://[::1]:6380', { host: '::1', port: 6380, db: 0 }],
    ['redis://:secret@cache', { host: 'cache', port: 6379, db: 0, password: 'secret' }],
    ['redis://me:a%2Fb%40c@cache', { host: 'cache', port: 6379, db: 0, username: 'me', password: 'a/b@c' }],
    ['redis://me:un@escaped@cache', { host: 'cache', port: 6379, db: 0, username: 'me', password: 'un@escaped' }],
    ['rediss://cache', { host: 'cache', port: 6379, db: 0, tls: {} }],
  ])('%s is one server', (address, options) => {
    expect(redisOptions(address)).toEqual(options);
  });

  it('may be that of Sentinels, who know where the master is', () => {
    expect(redisOptions('redis+sentinel://me:secret@one,two:26380,[::1]:26381/my%20master/2')).toMatchObject({
      sentinels: [
        { host: 'one', port: 26379 },
        { host: 'two', port: 26380 },
        { host: '::1', port: 26381 },
      ],
      name: 'my master',
      role: 'master',
      username: 'me',
      password: 'secret',
      db: 2,
      failoverDetector: true,
    });
  });

  it('gives Sentinels a password of their own, and none of Redis', () => {
    const options = redisOptions('redis+sentinel://:secret@one/main?sentinel-user=watcher&sentinel-password=other%26');
    expect(options).toMatchObject({ password: 'secret', sentinelUsername: 'watcher', sentinelPassword: 'other&' });
    expect(redisOptions('redis+sentinel://:secret@one/main')).not.toHaveProperty('sentinelPassword');
  });

  it('asks for TLS on every way', () => {
    expect(redisOptions('rediss+sentinel://one/main')).toMatchObject({
      tls: {},
      sentinelTLS: {},
      enableTLSForSentinelMode: true,
    });
    expect(redisOptions('redis+sentinel://one/main')).not.toHaveProperty('tls');
  });

  it.each([
    ['cache:6379', /must begin with redis:/],
    ['http://cache', /must begin with redis:/],
    ['redis://', /host/],
    ['redis://cache:port', /host/],
    ['redis://cache:70000', /port/],
    ['redis://cache/zero', /database/],
    ['redis://me@cache', /password/],
    ['redis://:50%@cache', /%25/],
    ['redis://one,two', /redis\+sentinel/],
    ['redis://cache?db=1', /query/],
    ['redis+sentinel://one,two', /master/],
    ['redis+sentinel://one/', /master/],
    ['redis+sentinel://one,,two/main', /host/],
    ['redis+sentinel://one/main/two', /database/],
    ['redis+sentinel://one/main/2/3', /master/],
    ['redis+sentinel://one/main?sentinelPassword=x', /sentinel-password/],
    ['redis+sentinel://one/main?sentinel-user=x', /sentinel-password/],
  ])('that is wrong is refused with what is wrong: %s', (address, sentence) => {
    expect(() => redisOptions(address)).toThrow(sentence);
  });

  it('is never repeated with its password', () => {
    for (const rest of ['cache:port', '', 'cache/zero', 'one,two', 'one,,two/main'])
      for (const scheme of ['redis', 'redis+sentinel', 'http'])
        expect(() => redisOptions(`${scheme}://me:hunter2@${rest}`)).not.toThrow(/hunter2/);
  });
});
