import { describe, expect, it } from '@jest/globals';
import { describeTransfer } from './log-observer.js';
import { TransferRate } from './transfer-rate.js';

const at = (receivedBytes: number, file = 'm.gguf') => ({ file, receivedBytes, totalBytes: 12_000_000_000 });

describe('how fast a transfer is', () => {
  it('is measured over the last seconds, without what was there before', () => {
    const rate = new TransferRate();
    rate.measure(at(6_000_000_000), 0);
    const status = rate.measure(at(6_400_000_000), 5_000);
    expect(status).toMatchObject({ bytesPerSecond: 80_000_000, percent: 53, remainingSeconds: 70 });
    expect(describeTransfer(status)).toBe('6.4 GB of 12.0 GB, 80.0 MB/s, 70 s left');
  });

  it('begins anew with another file, or when a file begins again', () => {
    const rate = new TransferRate();
    rate.measure(at(6_000_000_000), 0);
    expect(rate.measure(at(1_000), 1_000)).toMatchObject({ bytesPerSecond: 0, remainingSeconds: null });
    expect(rate.measure(at(2_000, 'n.gguf'), 2_000)).toMatchObject({ bytesPerSecond: 0 });
  });

  it('says only what is known', () => {
    const status = new TransferRate().measure({ file: 'm.gguf', receivedBytes: 1_500, totalBytes: null }, 0);
    expect(describeTransfer(status)).toBe('1.5 kB');
  });

  it('is told in hours when it takes hours', () => {
    const rate = new TransferRate();
    rate.measure(at(0), 0);
    expect(describeTransfer(rate.measure(at(10_000_000), 10_000))).toBe(
      '10.0 MB of 12.0 GB, 1.0 MB/s, 3 h 20 min left',
    );
  });
});
