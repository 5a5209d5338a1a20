/** A published model under a short name: where it lies, and what exactly its files are. */
export interface KnownModel {
  /** On Hugging Face. */
  repository: string;
  /** A commit, so that nobody can exchange the files behind the name. */
  revision: string;
  /** In the order of their parts. */
  files: readonly KnownFile[];
}

export interface KnownFile {
  name: string;
  bytes: number;
  /** Hexadecimal, lower case. */
  sha256: string;
}

/**
 * The pinned manifest. The files are those of the publishers of llama.cpp. Sizes and SHA-256 are those that several
 * independent users of these commits have published; for the 20b they are also the object id in the repository itself.
 * A file that differs is refused.
 */
export const KNOWN_MODELS: ReadonlyMap<string, KnownModel> = new Map([
  [
    'gpt-oss-20b',
    {
      repository: 'ggml-org/gpt-oss-20b-GGUF',
      revision: 'e1dc459feff949ff451ce107337a2026daa80df8',
      files: [
        {
          name: 'gpt-oss-20b-mxfp4.gguf',
          bytes: 12_109_566_560,
          sha256: 'be37a636aca0fc1aae0d32325f82f6b4d21495f06823b5fbc1898ae0303e9935',
        },
      ],
    },
  ],
  [
    'gpt-oss-120b',
    {
      repository: 'ggml-org/gpt-oss-120b-GGUF',
      revision: 'd932fcea62f83e088d8f076a2cd2d7eb02dfa682',
      files: [
        {
          name: 'gpt-oss-120b-mxfp4-00001-of-00003.gguf',
          bytes: 12_980_384,
          sha256: 'e2865eb6c1df7b2ffbebf305cd5d9074d5ccc0fe3b862f98d343a46dad1606f9',
        },
        {
          name: 'gpt-oss-120b-mxfp4-00002-of-00003.gguf',
          bytes: 31_738_487_200,
          sha256: '346492f65891fb27cac5c74a8c07626cbfeb4211cd391ec4de37dbbe3109a93b',
        },
        {
          name: 'gpt-oss-120b-mxfp4-00003-of-00003.gguf',
          bytes: 31_635_878_880,
          sha256: '66dca81040933f5a49177e82c479c51319cefb83bd22dad9f06dad45e25f1463',
        },
      ],
    },
  ],
]);
