/** Regenerates the protobuf code that is committed under `generated/`. Needs `protoc` (Debian: protobuf-compiler). */
import { spawnSync } from 'node:child_process';

const options =
  'esModuleInterop=true,oneof=unions,env=node,importSuffix=.js,outputTypeRegistry=false,useOptionals=none,exportCommonSymbols=false,outputJsonMethods=false,outputPartialMethods=false';

for (const [lib, proto, extra] of [
  ['protocol', 'frame', ''],
  ['token-relay', 'token_relay', ',outputServices=grpc-js'],
]) {
  const { status } = spawnSync(
    'protoc',
    [
      '--plugin=protoc-gen-ts_proto=node_modules/.bin/protoc-gen-ts_proto',
      `--ts_proto_out=libs/${lib}/src/generated`,
      `--ts_proto_opt=${options}${extra}`,
      `--proto_path=libs/${lib}/proto`,
      `${proto}.proto`,
    ],
    { stdio: 'inherit' },
  );
  if (status !== 0) process.exit(status ?? 1);
}
