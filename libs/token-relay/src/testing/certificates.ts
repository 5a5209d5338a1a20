import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { RelayTlsFiles } from '../relay-credentials.js';

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];

/** An authority that exists for one test. Needs `openssl` 3. */
export class CertificateAuthority {
  private readonly certificate: string;
  private readonly key: string;

  constructor(
    private readonly folder: string,
    name: string,
  ) {
    this.certificate = join(folder, `${name}.crt`);
    this.key = join(folder, `${name}.key`);
    openssl([...KEY, '-subj', `/CN=${name}`, '-keyout', this.key, '-out', this.certificate]);
  }

  /** Writes files that this authority signed, over those of an earlier call with the same `file`. */
  issue(file: string, subjectAltName = 'IP:127.0.0.1'): RelayTlsFiles {
    const certificateFile = join(this.folder, `${file}.crt`);
    const keyFile = join(this.folder, `${file}.key`);
    const subject = ['-subj', `/CN=${file}`, '-addext', `subjectAltName=${subjectAltName}`];
    const signer = ['-CA', this.certificate, '-CAkey', this.key];
    openssl([...KEY, ...subject, ...signer, '-keyout', keyFile, '-out', certificateFile]);
    return { certificateFile, keyFile, caFile: this.certificate };
  }
}

function openssl(options: string[]): void {
  execFileSync('openssl', ['req', '-x509', ...options], { stdio: 'pipe' });
}
