import { spawnSync } from 'node:child_process';

const OPTIONS =
  'esModuleInterop=true,oneof=unions,env=node,importSuffix=.js,outputTypeRegistry=false,useOptionals=none,exportCommonSymbols=false,outputJsonMethods=false,outputPartialMethods=false';

/** Writes the code of our protobuf messages. Needs `protoc` (Debian: protobuf-compiler); ends the process if it fails. */
export function generateProtobuf() {
  for (const [lib, proto, extra] of [
    ['protocol', 'frame', ''],
    ['token-relay', 'token_relay', ',outputServices=grpc-js'],
  ]) {
    const { status } = spawnSync(
      'protoc',
      [
        '--plugin=protoc-gen-ts_proto=node_modules/.bin/protoc-gen-ts_proto',
        `--ts_proto_out=libs/${lib}/src/generated`,
        `--ts_proto_opt=${OPTIONS}${extra}`,
        `--proto_path=libs/${lib}/proto`,
        `${proto}.proto`,
      ],
      { stdio: 'inherit' },
    );
    if (status !== 0) process.exit(status ?? 1);
  }
}
